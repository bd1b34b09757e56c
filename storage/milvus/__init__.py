"""The distributed engine: a library in Milvus, with its originals where all servers reach them."""
