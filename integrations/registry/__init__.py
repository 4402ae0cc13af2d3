"""The training-management information system 培训管理信息系统: the signed HTTP adapter and its simulator."""

from integrations.registry import simulator
from integrations.registry.http import HttpRegistry

__all__ = ["HttpRegistry", "simulator"]
