Write-Log "$(Get-Now) done"
Add-Content -Path (Join-Path $out 'hashes.txt') -Encoding UTF8 -Value "culprit collect host=$env:COMPUTERNAME taken=$(Get-Now) hashes"
Get-ChildItem -Path $out | Where-Object { -not $_.PSIsContainer -and $_.Name -ne 'hashes.txt' } | ForEach-Object {
    Add-Content -Path (Join-Path $out 'hashes.txt') -Encoding UTF8 -Value "$(Get-Hash $_.FullName)  $($_.Name)"
}
Write-Host "Done. Pass on the folder $out"
Write-Host 'What people saw or know (who, when, what) goes into a file observations.yml beside it.'
