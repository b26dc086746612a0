"""The record of what was run and seen: an append-only table with a hash chain, and receipts as a person reads them."""
