"""The language server: the only package that knows pygls, lsprotocol and how an editor counts characters."""
