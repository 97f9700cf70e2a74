#!/bin/sh
# The faces an official document needs, put where the press looks for them: var/fonts, or the folder given.
#
# 仿宋 and a stricter 楷体 and 宋体 come from the Fandol faces (GPL with font exception) inside Debian's
# texlive-lang-chinese: only the seven OTF files are taken out, TeX is not installed. The Noto CJK and
# LXGW WenKai faces (OFL) are the Debian packages fonts-noto-cjk and fonts-lxgw-wenkai.
# May be run any number of times. Whatever cannot be had is said plainly; the press then falls back
# (仿宋 to LXGW WenKai, then Noto Serif CJK). Licensed faces of an office: copy them into the same folder.
set -u

here=$(cd "$(dirname "$0")/.." && pwd)
fonts=${1:-$here/var/fonts}
mkdir -p "$fonts"
lacking=0

say() { printf '%s\n' "$*"; }
has_family() { command -v fc-list >/dev/null 2>&1 && fc-list 2>/dev/null | grep -q "$1"; }

if [ -s "$fonts/FandolFang-Regular.otf" ] && [ -s "$fonts/FandolKai-Regular.otf" ]; then
    say "有：Fandol（仿宋、楷体、宋体、黑体），$fonts"
else
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT INT TERM
    if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-deb >/dev/null 2>&1; then
        say "缺：Fandol 字体。本机没有 apt-get 或 dpkg-deb，请把 Fandol*.otf 复制到 $fonts；正文仿宋暂以霞鹜文楷或 Noto Serif CJK 代替。"
        lacking=1
    elif ! (cd "$work" && apt-get -q download texlive-lang-chinese >/dev/null 2>"$work/why"); then
        say "缺：Fandol 字体。下载 texlive-lang-chinese 未成功：$(tail -n 1 "$work/why" 2>/dev/null)"
        say "    联网后重新运行本脚本，或把 Fandol*.otf 复制到 $fonts；正文仿宋暂以霞鹜文楷或 Noto Serif CJK 代替。"
        lacking=1
    else
        dpkg-deb -x "$work"/texlive-lang-chinese_*.deb "$work/out"
        find "$work/out" -name 'Fandol[FHKS]*.otf' -exec cp {} "$fonts/" \;
        if [ -s "$fonts/FandolFang-Regular.otf" ]; then
            say "已取出：$(find "$fonts" -name 'Fandol[FHKS]*.otf' | wc -l) 个 Fandol 字体，$fonts"
        else
            say "缺：包内没有 FandolFang-Regular.otf；正文仿宋暂以霞鹜文楷或 Noto Serif CJK 代替。"
            lacking=1
        fi
    fi
fi

if has_family 'Noto Serif CJK SC'; then
    say "有：Noto CJK（宋体、标题、黑体）"
else
    say "缺：Noto CJK。没有它不能打印：apt-get install fonts-noto-cjk，或把 NotoSerifCJK、NotoSansCJK 的 ttc 复制到 $fonts。"
    lacking=1
fi
if has_family 'LXGW WenKai'; then
    say "有：霞鹜文楷（楷体，生僻字）"
else
    say "缺：霞鹜文楷：apt-get install fonts-lxgw-wenkai；楷体暂以 FandolKai 或 Noto Serif CJK 代替。"
    lacking=1
fi

[ "$lacking" -eq 0 ] && say "字体齐全。" || say "字体不全，见上；其余照常。"
exit 0
