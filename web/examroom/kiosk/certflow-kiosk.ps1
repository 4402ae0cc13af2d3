# 匠程考试客户端（Windows）。用 Edge 或 Chrome 全屏打开考试页面，开始前核对版本。
#   powershell -ExecutionPolicy Bypass -File certflow-kiosk.ps1                       开始考试
#   powershell -ExecutionPolicy Bypass -File certflow-kiosk.ps1 -Register 登记码       登记并检测本机
#   powershell -ExecutionPolicy Bypass -File certflow-kiosk.ps1 -Install              登录后自动开始（当前用户）
# 离开考试界面由考试页面记录；本程序不收集任何资料。
param([ValidatePattern('^[A-Z0-9]*$')][string]$Register = '', [switch]$Install)
$ErrorActionPreference = 'Stop'
$Server = '@SERVER@'
$Version = '@VERSION@'
$Folder = Join-Path $env:LOCALAPPDATA 'certflow-kiosk'

function Find-Browser {
  $places = @(
    "$env:ProgramFiles\Google\Chrome\Application\chrome.exe",
    "${env:ProgramFiles(x86)}\Google\Chrome\Application\chrome.exe",
    "${env:ProgramFiles(x86)}\Microsoft\Edge\Application\msedge.exe",
    "$env:ProgramFiles\Microsoft\Edge\Application\msedge.exe"
  )
  $found = $places | Where-Object { Test-Path $_ } | Select-Object -First 1
  if (-not $found) { throw '没有找到 Chrome 或 Edge，请先安装。' }
  return $found
}

New-Item -ItemType Directory -Force -Path $Folder | Out-Null
if ($Install) {
  $kept = Join-Path $Folder 'certflow-kiosk.ps1'
  Copy-Item $PSCommandPath $kept -Force
  $link = (New-Object -ComObject WScript.Shell).CreateShortcut((Join-Path ([Environment]::GetFolderPath('Startup')) 'certflow-kiosk.lnk'))
  $link.TargetPath = 'powershell.exe'
  $link.Arguments = "-ExecutionPolicy Bypass -WindowStyle Hidden -File `"$kept`""
  $link.Save()
  Write-Host "已安装，下次登录自动开始。程序在 $Folder。"
  exit 0
}
try { $wanted = (Invoke-WebRequest -UseBasicParsing -TimeoutSec 10 "$Server/exam/kiosk/version").Content.Trim() }
catch { Write-Host "连不上 $Server，请检查网络后重试。"; exit 3 }
if ($wanted -ne $Version) { Write-Host "客户端版本是 $Version，服务器要求 $wanted。请在“机房准备”页重新下载。"; exit 4 }
$address = "$Server/exam/kiosk?version=$Version"
if ($Register) { $address += "&code=$Register" }
Start-Process (Find-Browser) -ArgumentList '--kiosk', '--no-first-run', '--no-default-browser-check', '--disable-extensions', "--user-data-dir=`"$Folder\profile`"", $address
