"""Data of the project: catalogue, schemas, class tables, the synthetic sample."""
