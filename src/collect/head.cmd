@echo off
rem Gathers what culprit needs from this computer. It only reads, and writes into one new folder
rem beside this file (else below %TEMP%). Run it as an administrator: without, some answers are
rem missing, and the log says so. The folder has collect.log (what was taken when, by which command,
rem with which result) and hashes.txt. Look through the folder before you pass it on.
setlocal disabledelayedexpansion
set V=
for /f "tokens=2 delims=[]" %%a in ('ver') do for /f "tokens=2-4 delims=. " %%b in ("%%a") do (
    set MAJOR=%%b
    set MINOR=%%c
    set BUILD=%%d
)
set /a V=(%MAJOR%*100+%MINOR%)*100000+%BUILD%
if "%V%"=="" echo The version of Windows cannot be found out.& exit /b 1
call :now
set "OUT=%~dp0culprit_%STAMP%\%COMPUTERNAME%"
md "%OUT%" 2>nul
if not exist "%OUT%\" set "OUT=%TEMP%\culprit_%STAMP%\%COMPUTERNAME%"
md "%OUT%" 2>nul
if not exist "%OUT%\" echo No folder can be made for the results.& exit /b 1
set "LOG=%OUT%\collect.log"
>"%LOG%" echo culprit collect host=%COMPUTERNAME% taken=%NOW% windows=%MAJOR%.%MINOR%.%BUILD%
net session >nul 2>&1
if errorlevel 1 >>"%LOG%" echo not run as an administrator: some answers will be missing
echo Writing to "%OUT%"
