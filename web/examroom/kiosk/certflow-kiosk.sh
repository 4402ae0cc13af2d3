#!/bin/sh
# 匠程考试客户端（Linux）。用 Chromium 全屏打开考试页面，开始前核对版本。
#   sh certflow-kiosk.sh                  开始考试
#   sh certflow-kiosk.sh register 登记码   登记并检测本机
#   sh certflow-kiosk.sh install          开机自动开始（当前用户）
# 离开考试界面由考试页面记录；本程序不收集任何资料。
set -eu

SERVER='@SERVER@'
VERSION='@VERSION@'
HOME_FOLDER="${XDG_DATA_HOME:-$HOME/.local/share}/certflow-kiosk"

say() { printf '%s\n' "$1" >&2; }

browser() {
  for name in "${CERTFLOW_BROWSER:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then
      printf '%s' "$name"
      return 0
    fi
  done
  say '没有找到 Chromium 或 Chrome，请先安装。'
  return 1
}

check_version() {
  if ! wanted=$(curl --fail --silent --max-time 10 "$SERVER/exam/kiosk/version"); then
    say "连不上 $SERVER，请检查网络后重试。"
    exit 3
  fi
  if [ "$wanted" != "$VERSION" ]; then
    say "客户端版本是 $VERSION，服务器要求 $wanted。请在“机房准备”页重新下载。"
    exit 4
  fi
}

open() {
  program=$(browser) || exit 2
  mkdir -p "$HOME_FOLDER/profile"
  exec "$program" --kiosk --no-first-run --no-default-browser-check --disable-translate --disable-extensions \
    --disable-pinch --overscroll-history-navigation=0 --password-store=basic \
    --user-data-dir="$HOME_FOLDER/profile" "$1"
}

case "${1:-start}" in
  start)
    check_version
    open "$SERVER/exam/kiosk?version=$VERSION"
    ;;
  register)
    code=${2:-}
    case "$code" in
      ''|*[!A-Z0-9]*) say '请写登记码，例如：sh certflow-kiosk.sh register 7K3QXPM2TA'; exit 1 ;;
    esac
    check_version
    open "$SERVER/exam/kiosk?version=$VERSION&code=$code"
    ;;
  install)
    browser >/dev/null || exit 2
    mkdir -p "$HOME_FOLDER" "${XDG_CONFIG_HOME:-$HOME/.config}/autostart"
    cp "$0" "$HOME_FOLDER/certflow-kiosk.sh"
    cat >"${XDG_CONFIG_HOME:-$HOME/.config}/autostart/certflow-kiosk.desktop" <<ENTRY
[Desktop Entry]
Type=Application
Name=匠程考试客户端
Exec=sh "$HOME_FOLDER/certflow-kiosk.sh"
ENTRY
    say "已安装，下次登录自动开始。程序在 $HOME_FOLDER。"
    ;;
  *)
    say '用法：sh certflow-kiosk.sh [start | register 登记码 | install]'
    exit 1
    ;;
esac
