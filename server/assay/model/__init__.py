"""A model as a proposer: what it is asked, what it may do, and the one place where anything leaves the machine."""
