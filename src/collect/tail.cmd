call :now
>>"%LOG%" echo %NOW% done
set "HASHES=%OUT%\hashes.txt"
>"%HASHES%" echo culprit collect host=%COMPUTERNAME% taken=%NOW% hashes
for /r "%OUT%" %%f in (*) do if /i not "%%~nxf"=="hashes.txt" if /i not "%%~xf"==".tmp" call :hash "%%f"
echo Done. Pass on the folder "%OUT%"
echo What people saw or know (who, when, what) goes into a file observations.yml beside it.
endlocal
exit /b 0

rem --- the clock as yyyy-mm-ddThh:mm:ss in NOW and yyyymmdd_hhmm in STAMP, whatever the country
:now
set T=
if %V% LSS 100026100 for /f "tokens=2 delims==" %%t in ('wmic os get LocalDateTime /value 2^>nul ^| find "="') do set T=%%t
if "%T%"=="" for /f %%t in ('powershell -NoProfile -Command "Get-Date -Format yyyyMMddHHmmss" 2^>nul') do set T=%%t
set NOW=%T:~0,4%-%T:~4,2%-%T:~6,2%T%T:~8,2%:%T:~10,2%:%T:~12,2%
set STAMP=%T:~0,8%_%T:~8,4%
exit /b 0

rem --- before a command: F is its file; above the answer stands whose it is and when it was asked
:head
set "F=%OUT%\%~1"
echo   %~1
call :now
>>"%F%" echo :: culprit collect host=%COMPUTERNAME% taken=%NOW%
exit /b 0

rem --- SHA-256; certutil of 2003 knows SHA-1 only, and where it is missing nothing is lost
:hash
>>"%HASHES%" echo "%~1"
certutil -hashfile "%~1" SHA256 2>nul >"%OUT%\hash.tmp"
if errorlevel 1 certutil -hashfile "%~1" 2>nul >"%OUT%\hash.tmp"
findstr /r /c:"^[0-9a-f][0-9a-f ]*$" "%OUT%\hash.tmp" >>"%HASHES%"
del "%OUT%\hash.tmp"
exit /b 0
