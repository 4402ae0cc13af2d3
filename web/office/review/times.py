"""How a due time reads: near ones by the clock, far ones by the day."""

from datetime import datetime, timedelta

from engine.platform import clock
from web.ui.views import Tag


def due(moment: datetime) -> Tag:
    """超时 1 小时, 剩 2 小时, 今天 17:30, 明天, 11月25日."""
    now, local = clock.shanghai(clock.now()), clock.shanghai(moment)
    left = local - now
    if left < timedelta():
        return Tag(f"超时 {_span(-left)}", "bad", "clock")
    if left <= timedelta(hours=8):
        return Tag(f"剩 {_span(left)}", "warn", "clock")
    # midnight is the end of the day before
    day = (local - timedelta(seconds=1)).date()
    if day == now.date():
        return Tag(f"今天 {local:%H:%M}" if local.date() == day else "今天 24:00", "warn", "clock")
    if day == now.date() + timedelta(days=1):
        return Tag("明天")
    return Tag(f"{day.month}月{day.day}日")


def short(moment: datetime | None) -> str:
    """11月16日 09:12"""
    if moment is None:
        return ""
    local = clock.shanghai(moment)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def _span(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    if hours >= 24:
        return f"{hours // 24} 天"
    return f"{hours} 小时" if hours else f"{max(int(span.total_seconds() // 60), 1)} 分钟"
