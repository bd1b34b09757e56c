"""The models that make vectors and read pairs: their weights, and how they are run."""
