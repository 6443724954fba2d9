# make help lists the targets. Needed: GNU make and python3 (3.11 or newer) with venv.

PYTHON ?= python3
ON ?= 2025-02-10,2020-02-10
SERVE ?= 1
WHEELS_FOR ?= 3.11
# Of the tests' order: the same each time, until another is asked for.
SEED ?= 1

VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/pip install --quiet --require-hashes --only-binary :all:
# An installation of its own, whatever the caller's environment or .env says.
EMBEDDED := DATABASE_URL= REDIS_URL= HTTPS=0 DEBUG=0 LOG_LEVEL=WARNING
DEMO := $(EMBEDDED) DATA_DIR=var/demo DEMO_DAYS=$(ON)
# Python's checks of itself, without those of its own memory, which cost a tenth of the time.
TEST := $(EMBEDDED) DATA_DIR=var/test DEMO_DAYS= PYTHONDEVMODE=1 PYTHONMALLOC=pymalloc
# Settings as in production; the key is good for nothing else.
PRODUCTION = DATA_DIR=var/test HTTPS=1 DEBUG=0 DEMO_DAYS= \
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))')

.DEFAULT_GOAL := help
.PHONY: help demo test soak check fix wheelhouse lock audit

help:  ## 列出可用的目标
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*##/  make \1\t/'

demo: $(VENV)/installed  ## 演示：五份真实规划走完全过程，在 http://127.0.0.1:8000/ 打开（SERVE=0 不启动服务，ON=日期）
	@$(DEMO) $(BIN)/python manage.py migrate --verbosity 0
	@$(DEMO) $(BIN)/python manage.py demo --on $(ON)
ifneq ($(SERVE),0)
	@$(DEMO) $(BIN)/gunicorn tracker.wsgi --bind 127.0.0.1:8000 --threads 4 --log-level warning
endif

test: $(VENV)/installed-dev  ## 全部测试（SQLite，不需要其他服务；SEED=数字 换一种次序）
	$(TEST) $(BIN)/pytest --numprocesses auto --dist loadfile --randomly-seed $(SEED) --durations 5

soak: $(VENV)/installed-dev  ## 用大量刁难的文本、破损的文件和乱填的表单长时间检验
	$(TEST) SOAK=1 $(BIN)/pytest -m soak tests/extraction tests/reading tests/security

check: $(VENV)/installed-dev  ## 代码规范、类型、分层、部署设置、迁移
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(TEST) $(BIN)/python manage.py makemigrations --check --dry-run
	@if command -v docker-compose >/dev/null; then docker-compose config -q && echo docker-compose.yml: ok; fi

fix: $(VENV)/installed-dev  ## 自动整理代码
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheelhouse: wheelhouse/x86_64 wheelhouse/aarch64  ## 离线安装用的依赖包，放在 wheelhouse/（x86-64 和 arm64，WHEELS_FOR=Python 版本）

wheelhouse/%: requirements.txt $(VENV)/installed
	@rm -rf $@
	@$(BIN)/pip download --quiet --require-hashes --no-deps --only-binary :all: \
	--python-version $(WHEELS_FOR) --platform linux_$* --platform manylinux2014_$* \
	$(foreach glibc,17 24 26 27 28,--platform manylinux_2_$(glibc)_$*) -r $< --dest $@
	@touch $@ && echo "$@: $$(ls $@ | wc -l) 个包"

lock:  ## 按 pyproject.toml 重写依赖锁
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install --quiet uv && \
	compile="$$tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links pyproject.toml" && \
	$$compile --output-file requirements.txt && \
	$$compile --extra dev --constraint requirements.txt --output-file requirements-dev.txt

audit:  ## 对照公开的漏洞通告检查依赖（在能访问这些通告的机器上；有漏洞、有跳过的包时失败）
	@tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install --quiet pip-audit && \
	"$$tools/bin/pip-audit" --strict --require-hashes --disable-pip --requirement requirements.txt

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo '需要 Python 3.11 或更高版本；可用 make PYTHON=python3.12 … 指定。' >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || \
	{ echo '无法建立 $(VENV)：请先安装 venv（Debian、Ubuntu：apt install python3-venv）。' >&2; exit 1; }

$(VENV)/installed: requirements.txt | $(BIN)/python
	@echo '安装依赖……'
	@$(PIP_INSTALL) -r $<
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt requirements.txt | $(BIN)/python
	@echo '安装依赖和开发工具……'
	@$(PIP_INSTALL) -r $<
	@touch $(VENV)/installed $@
