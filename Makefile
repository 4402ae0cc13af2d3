# 匠程 Certflow. Everything needs Python 3.11.3 or newer and make, nothing else. `make help` lists the targets.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11, 3))' && echo $$p && exit; \
	done; echo python3)
# one more than there are cores: browsers and databases let a worker wait
JOBS ?= $(shell echo $$(($$(nproc 2>/dev/null || echo 2) + 1)))
N ?= 30
BIN := .venv/bin
SOURCE := engine forms processes integrations web

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset test check bench story set-up front-end

help: ## 列出所有命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: set-up ## 启动演示：数据库、网页、后台；Ctrl-C 停止
	@$(BIN)/certflow demo

demo-reset: set-up ## 清空演示数据，从头启动
	@$(BIN)/certflow demo --reset

test: set-up front-end ## 全部测试；有 Chromium 时包括浏览器旅程
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder

check: set-up front-end ## 静态检查：格式、类型、依赖方向、模板、安全、流程图
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint web --lint --quiet
	@$(BIN)/bandit -q -c pyproject.toml -r $(SOURCE)
	@$(BIN)/certflow check

bench: set-up ## 性能测量，每行一个 JSON
	@$(BIN)/certflow bench

story: set-up front-end ## 整段故事，N 名申请人（N=30）
	@$(BIN)/certflow story -n $(N)

set-up:
	@$(PYTHON) web/entry/set_up.py

front-end: set-up
	@$(BIN)/python -m web.ui.build
