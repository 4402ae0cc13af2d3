"""From an empty folder to a running demo, in steps that say what they do. Steps already done are skipped."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event

from engine.platform import database, settings
from engine.platform.database import migrations
from engine.platform.embedded import postgres, valkey
from engine.platform.embedded.process import DidNotStart, last_lines
from web.entry.installation import Installation, answers, free_web_port
from web.entry.supervisor import Part, Program, Supervisor, program

WEB_PATIENCE = 60.0
Tell = Callable[[str], None]


@dataclass
class Launch:
    """One start: the steps run in the order of `steps`."""

    installation: Installation
    port: int
    bare: bool
    tell: Tell
    stopping: Event
    servers: dict[str, postgres.Server | valkey.Server] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.installation.address = f"http://127.0.0.1:{self.port}"
        self.supervisor = Supervisor([], self.installation.remember, self._told, self.stopping)
        self.steps = (self._front_end, self._servers, self._schema, self._authority, self._programs, self._people)

    def run(self) -> Supervisor:
        try:
            for step in self.steps:
                if not self.stopping.is_set():
                    step()
        except BaseException:
            self.supervisor.stop()
            raise
        return self.supervisor

    def environment(self) -> dict[str, str]:
        """What every process is told at this moment; a server may have come back on another port."""
        sql, broker = self.servers["postgres"], self.servers["valkey"]
        assert isinstance(sql, postgres.Server)
        assert isinstance(broker, valkey.Server)
        return self.installation.environment(sql, broker)

    def _front_end(self) -> None:
        from web.ui import build

        if build.build(progress=self.tell):
            self.tell("前端文件已就绪")

    def _servers(self) -> None:
        self.installation.end_orphans()
        for name, begin in (("postgres", postgres.start), ("valkey", valkey.start)):
            self._add(Part(name, lambda name=name, begin=begin: self._serve(name, begin)))  # type: ignore[misc]
            self.tell(f"{name} 已启动")
        self._adopt_environment()

    def _serve(
        self, name: str, begin: Callable[..., postgres.Server | valkey.Server]
    ) -> postgres.Server | valkey.Server:
        """Start a server; when its address has changed, the programs are started again to learn it."""
        before = self.servers.get(name)
        server = self.servers[name] = begin(self.installation.folder)
        if before is not None and before.port != server.port:
            self._adopt_environment()
            for part in self.supervisor.parts:
                if isinstance(part.running, Program):
                    part.down()
        return server

    def _adopt_environment(self) -> None:
        os.environ.update(self.environment())
        self.installation.keep_environment(self.environment())
        database.dispose()
        settings.reload()

    def _schema(self) -> None:
        migrations.upgrade(settings.settings().database_owner_url)
        self.tell("数据库已是当前版本")

    def _authority(self) -> None:
        from web.entry import wiring
        from web.entry.demo.authority import seed_authority
        from web.entry.demo.seeding import seed_rooms

        wiring.wire()
        self.tenant = seed_authority(self.tell)
        seed_rooms(self.tenant, self.tell)

    def _programs(self) -> None:
        listen = ["serve", "--port", str(self.port)]
        for name, arguments in (("web", listen), ("worker", ["worker"]), ("scheduler", ["scheduler"])):
            log = self.installation.logs / f"{name}.log"
            self._add(Part(name, program(arguments, log=log, environment=self.environment)))
        self._wait_for_web()
        self.tell("网页、后台与定时已启动")

    def _wait_for_web(self) -> None:
        until = time.monotonic() + WEB_PATIENCE
        web = next(part for part in self.supervisor.parts if part.name == "web")
        while not answers(self.port):
            if web.died() or time.monotonic() > until:
                log = self.installation.logs / "web.log"
                raise DidNotStart(f"网页服务没有启动，见 {log}：\n{last_lines(log)}")
            time.sleep(0.05)

    def _people(self) -> None:
        from web.entry import demo

        if not self.bare:
            demo.seed_people(self.tell)

    def _add(self, part: Part) -> None:
        self.supervisor.parts.append(part)
        self.supervisor.start(part)

    def _told(self, name: str, what: str) -> None:
        self.tell(f"{name} {what}")


def start(installation: Installation, *, port: int | None, bare: bool, stopping: Event, tell: Tell) -> Supervisor:
    """Start everything and fill an empty database. `bare` leaves out the sample candidates.

    Returns a supervisor that has yet to `watch`. On failure, whatever was started is stopped again.
    """
    return Launch(installation, free_web_port(port), bare, tell, stopping).run()
