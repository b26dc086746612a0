"""The benchmark: start-up, the menu while typing, memory, branches, and what verifying costs on top of the tools."""
