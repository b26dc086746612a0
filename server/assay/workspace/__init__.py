"""Where the parts meet: everything known of one open workspace, and the calls that every front end shares."""
