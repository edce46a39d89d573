' Saves event logs of Windows 2003 as .evt: it has no wevtutil. Arguments: folder, then names of
' logs, or none for all but Security. 183 (2003) or 80 (later) means that the file exists already.
Option Explicit
Dim folder, wmi, log, code, file, i, wanted
folder = WScript.Arguments(0)
Set wmi = GetObject("winmgmts:{impersonationLevel=impersonate,(Backup,Security)}!\\.\root\cimv2")
For Each log In wmi.ExecQuery("SELECT * FROM Win32_NTEventlogFile")
    wanted = (WScript.Arguments.Count = 1) And (LCase(log.LogfileName) <> "security")
    For i = 1 To WScript.Arguments.Count - 1
        If LCase(WScript.Arguments(i)) = LCase(log.LogfileName) Then wanted = True
    Next
    If wanted Then
        file = folder & "\" & Replace(log.LogfileName, "/", "-") & ".evt"
        code = log.BackupEventLog(file)
        If code = 183 Or code = 80 Then
            WScript.Echo log.LogfileName & ": exists already (" & code & ")"
        Else
            WScript.Echo log.LogfileName & ": result " & code
        End If
    End If
Next
