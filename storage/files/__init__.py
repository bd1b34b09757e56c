"""Files on disk that survive a power cut, for every engine."""
