"""The loop: propose, branch, verify, repair. It is handed everything and knows no catalogue, ledger or cache."""
