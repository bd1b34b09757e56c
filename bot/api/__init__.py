"""Other ways to the same library: REST for programs, MCP for agents."""
