"""What the DAGs of appmetrica-export share."""
