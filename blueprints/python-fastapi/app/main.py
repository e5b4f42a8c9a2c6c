"""Runs the service on this machine and reloads it when a file changes: `uv run main.py`."""

import uvicorn

if __name__ == "__main__":
    uvicorn.run("app.main:app", host="127.0.0.1", port=${{ parameters.port }}, reload=True)
