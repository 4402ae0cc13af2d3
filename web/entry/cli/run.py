"""`certflow serve`, `worker`, `scheduler`: the three kinds of process of an installation."""

import os
from typing import Annotated

import typer

Host = Annotated[str, typer.Option(help="监听地址")]
Port = Annotated[int, typer.Option(help="监听端口")]
Threads = Annotated[int, typer.Option(min=1, help="同时处理几件后台工作")]


def register(app: typer.Typer) -> None:
    app.command()(serve)
    app.command()(worker)
    app.command()(scheduler)


def serve(host: Host = "127.0.0.1", port: Port = 8000, workers: Annotated[int, typer.Option(min=1)] = 1) -> None:
    """网页服务。"""
    import uvicorn

    uvicorn.run(
        "web.entry.asgi:create_app",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        proxy_headers=True,
        forwarded_allow_ips=os.environ.get("CERTFLOW_PROXIES", "127.0.0.1"),
        server_header=False,
        timeout_graceful_shutdown=5,
    )


def worker(threads: Threads = 4) -> None:
    """后台工作。可以同时运行任意多个。"""
    from web.entry import worker

    worker.run(threads)


def scheduler() -> None:
    """定时、转发与封存。可以运行多个，只有一个在工作。"""
    from web.entry import scheduler

    scheduler.run()
