# Gathers what culprit needs from this computer. It only reads, and writes into one new folder
# beside this file (else in the folder for temporary files). Needs PowerShell 2 or later (Windows 7,
# 2008 R2). Run it as an administrator: without, some answers are missing, and the log says so.
# The folder has collect.log (what was taken when, by which command, with which result) and
# hashes.txt. Look through the folder before you pass it on.
# Start: powershell -NoProfile -ExecutionPolicy Bypass -File collect.ps1
$ErrorActionPreference = 'Continue'
$version = [Environment]::OSVersion.Version
# On Windows 8.1 and later OSVersion can tell an older version; the registry does not.
$current = Get-ItemProperty 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
if ($current.CurrentMajorVersionNumber) {
    $version = New-Object Version $current.CurrentMajorVersionNumber, $current.CurrentMinorVersionNumber, ([int]$current.CurrentBuildNumber)
}
$stamp = Get-Date -Format 'yyyyMMdd_HHmm'
$here = Split-Path -Parent $MyInvocation.MyCommand.Path
$out = Join-Path $here "culprit_$stamp\$env:COMPUTERNAME"
New-Item -ItemType Directory -Path $out -ErrorAction SilentlyContinue | Out-Null
if (-not (Test-Path $out)) {
    $out = Join-Path $env:TEMP "culprit_$stamp\$env:COMPUTERNAME"
    New-Item -ItemType Directory -Path $out -ErrorAction Stop | Out-Null
}
$log = Join-Path $out 'collect.log'

function Get-Now { Get-Date -Format 'yyyy-MM-ddTHH:mm:ss' }
function Write-Log($text) { Add-Content -Path $log -Value $text -Encoding UTF8 }
# Is this Windows within the versions that a step is for? An empty one is no bound.
function Test-Windows($from, $to) {
    (-not $from -or $version -ge [Version]$from) -and (-not $to -or $version -le [Version]$to)
}
# Above each answer stands whose it is and when it was asked.
function Save-Answer($file, $command, $lines) {
    $path = Join-Path $out $file
    Add-Content -Path $path -Encoding UTF8 -Value @(
        ":: culprit collect host=$env:COMPUTERNAME taken=$(Get-Now)", "C:\>$command")
    if ($lines) { Add-Content -Path $path -Encoding UTF8 -Value $lines }
    Add-Content -Path $path -Encoding UTF8 -Value ''
}
function Invoke-Command-Line($from, $to, $file, $command) {
    if (-not (Test-Windows $from $to)) { return }
    Write-Host "  $file"
    $lines = & cmd.exe /c "$command 2>&1"
    $result = $LASTEXITCODE
    Save-Answer $file $command $lines
    Write-Log "$(Get-Now) result=$result $command"
}
# Tables of PowerShell are files of their own, with nothing above them but their header.
function Invoke-Script($from, $to, $file, $command) {
    if (-not (Test-Windows $from $to)) { return }
    Write-Host "  $file"
    try {
        $lines = & ([ScriptBlock]::Create($command))
        if ($lines) { Set-Content -Path (Join-Path $out $file) -Encoding UTF8 -Value $lines }
        Write-Log "$(Get-Now) result=0 $command"
    } catch {
        Write-Log "$(Get-Now) result=1 $command ($($_.Exception.Message))"
    }
}
function Export-Log($from, $channel) {
    if (-not (Test-Windows $from '')) { return }
    $file = ($channel -replace '[\\/ ]', '-') + '.evtx'
    Write-Host "  $file"
    & wevtutil.exe epl $channel (Join-Path $out $file) 2>&1 | Out-Null
    Write-Log "$(Get-Now) result=$LASTEXITCODE wevtutil epl `"$channel`""
}
function Export-Key($name, $key) {
    $file = "$($name)_$stamp.reg"
    Write-Host "  $file"
    & reg.exe export $key (Join-Path $out $file) 2>&1 | Out-Null
    Write-Log "$(Get-Now) result=$LASTEXITCODE reg export `"$key`""
}
function Get-Hash($path) {
    if (Get-Command Get-FileHash -ErrorAction SilentlyContinue) {
        return (Get-FileHash -Path $path -Algorithm SHA256).Hash.ToLower()
    }
    $sha = New-Object Security.Cryptography.SHA256CryptoServiceProvider
    $stream = [IO.File]::OpenRead($path)
    try { -join ($sha.ComputeHash($stream) | ForEach-Object { $_.ToString('x2') }) } finally { $stream.Close() }
}

Write-Log "culprit collect host=$env:COMPUTERNAME taken=$(Get-Now) windows=$version"
$principal = New-Object Security.Principal.WindowsPrincipal ([Security.Principal.WindowsIdentity]::GetCurrent())
if (-not $principal.IsInRole([Security.Principal.WindowsBuiltInRole]::Administrator)) {
    Write-Log 'not run as an administrator: some answers will be missing'
}
Write-Host "Writing to $out"
