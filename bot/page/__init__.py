"""The page: all that knows Gradio."""
