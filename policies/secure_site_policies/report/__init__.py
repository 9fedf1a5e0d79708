"""Reports on a preview from the engine's event stream: Markdown for readers, SARIF and JUnit for tools."""
