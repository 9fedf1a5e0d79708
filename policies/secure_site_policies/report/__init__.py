"""What a preview found, for people and for machines: Markdown, SARIF and JUnit out of the engine's event stream."""
