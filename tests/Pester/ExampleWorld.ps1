# For BeforeAll, dot-sourced: the world the examples of the help live in, made in the folder $template: what somebody has who works with the module for
# a while. Each example gets a copy of it, its current location.

# Gives invented studies other values, as the examples name them: of the same length in the file, so that nothing else moves.
function Edit-ExampleSample($Folder, [System.Collections.IDictionary]$Values) {
    foreach ($file in Get-ChildItem $Folder -Recurse -File) {
        $text = [System.Text.Encoding]::Latin1.GetString([System.IO.File]::ReadAllBytes($file.FullName))
        foreach ($old in $Values.Keys) { $text = $text.Replace($old, $Values[$old].PadRight($old.Length)) }
        [System.IO.File]::WriteAllBytes($file.FullName, [System.Text.Encoding]::Latin1.GetBytes($text))
    }
}

# One study of its own in $source/<Label>, with values to be changed; gives its samples.
function New-ExampleStudy($Label, $Modality, $Seed, [System.Collections.IDictionary]$Values = @{}) {
    $folder = Join-Path $source $Label
    $samples = @(New-DicomSample $folder -Modality $Modality -Seed $Seed)
    $change = @{}
    foreach ($name in $Values.Keys) { $change[@(Get-DicomHeader $samples[0].Path -Tag $name)[0].Value] = $Values[$name] }
    Edit-ExampleSample $folder $change
    $samples
}

# Below those that the system gives to whoever asks for any: the many associations of a world would take one some day.
function Get-FreePort {
    while ($true) {
        $socket = [System.Net.Sockets.TcpListener]::new([System.Net.IPAddress]::Loopback, [System.Random]::Shared.Next(10000, 30000))
        try { $socket.Start(); return $socket.LocalEndpoint.Port } catch [System.Net.Sockets.SocketException] { $null = 'taken' } finally { $socket.Stop() }
    }
}

# The studies as they came from the scanners, and a copy of each in the archive, are not in the world.
$source = Join-Path $TestDrive source
$env:DEIDPS_STORE = Join-Path $template deid
$env:DEIDPS_NODES = Join-Path $template nodes.json
$env:DEIDPS_MACHINE_NODES = Join-Path $template machine.json
foreach ($folder in 'keys', 'e', 'x', 'fresh') { $null = [System.IO.Directory]::CreateDirectory((Join-Path $template $folder)) }
$key = Join-Path $template keys site.key
$null = New-DeidKey $key
Copy-Item $key (Join-Path $template site.key)
$null = New-DeidKey (Join-Path $template lung.key)

# The archive.
$archivePort = Get-FreePort
$ownPort = Get-FreePort
Register-DicomNode sectra 127.0.0.1 -Port $archivePort -CalledAE SECTRA -ReceiverPort $ownPort -BackoffSec 1

# A store with people, projects and rules.
$null = Initialize-DeidStore $env:DEIDPS_STORE -KeyPath $key -IdleMinutes 0 -JoinMinutes 0 -MinimumFreeGB 0 -PilotPerModality 9
$null = Initialize-DeidStore (Join-Path $template fresh store) -KeyPath $key -MinimumFreeGB 0
$null = New-DeidProject LUNG 'Lung nodules 2026' -Investigator 'Prof. Doe'
$null = New-DeidProject HEART 'Cardiac MR' -Investigator 'Prof. Roe' -RetentionEnd ([datetime]::Today.AddDays(60))
$null = New-DeidProject BRAIN 'Brain atlas'
$null = New-DeidProject OLD 'What is over' -RetentionEnd ([datetime]::Today.AddDays(-5))
$null = Grant-DeidAccess -Identity (Get-DeidStore).Identity -SiteRole DataManager
$null = Grant-DeidAccess LUNG 'GSTT\jdoe' -Role Collaborator
Set-Content (Join-Path $template project-rules.txt) '(0008,1030):Project:\s*(\w+)', '(0010,4000):Project:\s*(\w+)'
Set-Content (Join-Path $template more.txt) '(0018,1030):Session:\s*(\w+)'
$null = Import-DeidRoutingRule (Join-Path $template project-rules.txt) -Target Project
$null = Import-DeidRoutingRule (Join-Path $template more.txt) -Target Session

# Sessions of LUNG, all but one of the patient who is Subj042 there, and a deletion long ago.
$known = @{ PatientID = 'ZZPID0042'; PatientName = 'ZZROWAN^WINIFRED'; PatientBirthDate = '19520317' }
$sessions = [ordered]@{
    Subj042_CT1 = New-ExampleStudy Subj042_CT1 CT 11 ($known + @{ AccessionNumber = 'RJ1234567' })
    Subj042_MR1 = New-ExampleStudy Subj042_MR1 MR 11 $known
    Subj042_US1 = New-ExampleStudy Subj042_US1 US 11 ($known + @{ BurnedInAnnotation = 'NO' })
    Subj42_CT2 = New-ExampleStudy Subj42_CT2 CT 12 $known
    S1_1 = New-ExampleStudy S1_1 CT 13
    S2_1 = New-ExampleStudy S2_1 MR 14
}
foreach ($label in $sessions.Keys) { $null = Import-DicomStudy (Join-Path $source $label) -Recurse -Project LUNG -Subject ($label -split '_')[0] -Session $label }
$null = Get-DeidPrearchive | Move-ToProject -Force -Reason 'the patient has another label already'
$null = Remove-DeidSubject LUNG S2 -Reason 'consent withdrawn' -Force
$null = Grant-DeidShare LUNG Subj042_MR1 -To HEART

# The prearchive: one study ready, one pushed, one with an instance that was held, one that came twice.
$ready = New-ExampleStudy Subj060_CT1 CT 21
$pushed = New-ExampleStudy pushed MR 22
$held = New-ExampleStudy held CT, SR 23
$null = Import-DicomStudy (Join-Path $source Subj060_CT1) -Recurse -Project LUNG -Subject Subj060 -Session Subj060_CT1
$null = Import-DicomStudy (Join-Path $source held) -Recurse -Project LUNG -Subject Subj061 -Session Subj061_CT1
$null = Import-DicomStudy (Join-Path $source S1_1) -Recurse -Project LUNG -Subject S1 -Session S1_1
$null = Get-DeidPrearchive | Where-Object Session -eq 'S1_1' | Move-ToProject
$receiver = Start-DicomReceiver -Store $env:DEIDPS_STORE -Port 0 -BindAddress 127.0.0.1
$null = Send-Dicom (Join-Path $source pushed) -Recurse -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS -CallingAE SECTRA -Stamp
$null = $receiver | Stop-DicomReceiver
$entries = @(Get-DeidPrearchive | Where-Object State -ne Conflict | Update-DeidPrearchive)
$pushedEntry = $entries | Where-Object CallingAE -eq SECTRA
$heldEntry = $entries | Where-Object Session -eq 'Subj061_CT1'

# Studies that only the archive has, and the list that asks for two of them.
$null = New-ExampleStudy cohort1 CT 31 @{ PatientID = 'P1'; AccessionNumber = 'RJ2000001'; StudyDate = '20240115' }
$null = New-ExampleStudy cohort2 MR 32 @{ PatientID = 'P2'; AccessionNumber = 'RJ2000002'; StudyDate = '20240120' }
$null = New-ExampleStudy cohort3 CT, SR 33 @{ PatientID = 'P3'; AccessionNumber = 'RJ3000001' }
$list = 'Accession Number,Patient ID,Study Date,Subject,Session', 'RJ2000001,P1,20240115,Subj050,Subj050_CT1', 'RJ2000002,P2,20240120,Subj051,Subj051_MR1'
Set-Content (Join-Path $template cohort.csv) $list
Set-Content (Join-Path $template requests.csv) $list

# Lists for the prearchive and for withdrawals, the log of the push, and answers about opt-outs.
Set-Content (Join-Path $template labels.csv) 'Id,Subject,Session', "$($pushedEntry.Id),Subj070,Subj070_MR1"
Set-Content (Join-Path $template withdrawn.csv) 'Subject', 'Subj42', 'S1'
Set-Content (Join-Path $template sent.csv) 'Send Time,Subject,Session', "$($pushedEntry.Received.UtcDateTime.AddSeconds(-2).ToString('yyyy-MM-ddTHH:mm:ss'))Z,Subj070,Subj070_MR1"
Set-Content (Join-Path $template response.csv) 'NHS Number', '943 476 5919'
Set-Content (Join-Path $template checked.csv) 'NHS Number', '943 476 5919'
Set-Content (Join-Path $template response-with-hospital-numbers.csv) 'NHS Number,Patient ID', '943 476 5919,P1'

# Files as they lie about: originals, copies of them, held objects, a map, policies.
$null = New-DicomSample (Join-Path $template in) -Modality CT, SR, SC, MR, US, PT
$run = @(Invoke-Anonymise (Join-Path $template in) -Recurse -Destination (Join-Path $template out) -Profile Basic -KeyPath $key -MapPath (Join-Path $template site.map) -ErrorAction SilentlyContinue -WarningAction SilentlyContinue)
$receiver = Start-DicomReceiver -Destination (Join-Path $template out) -Policy site-wide -KeyPath $key -Port 0 -BindAddress 127.0.0.1
$null = Get-ChildItem (Join-Path $template in) -Recurse -File | Where-Object Name -eq US0001.dcm | Send-Dicom -HostName 127.0.0.1 -Port $receiver.Port -CalledAE DEIDPS
$null = $receiver | Stop-DicomReceiver
$written = @($run | Where-Object Status -eq Written)
$null = Get-Item (Join-Path $source S1_1), (Join-Path $source Subj042_MR1) | Invoke-Anonymise -Recurse -Destination (Join-Path $template clean) -Policy site-wide -KeyPath $key -ErrorAction SilentlyContinue -WarningAction SilentlyContinue
Copy-Item $written[0].Source (Join-Path $template before.dcm)
Copy-Item $written[0].Destination (Join-Path $template after.dcm)
Copy-Item $sessions.Subj042_CT1[0].Path (Join-Path $template ct.dcm)
Edit-ExampleSample (Join-Path $template ct.dcm) @{ 'DEIDPS_PARM_01' = 'GEMS_PARM_01' }
$null = New-DicomSample (Join-Path $template export) -Modality CT, MR -Seed 41
Set-Content (Join-Path $template my-project.das) 'version "6.7"', '(0008,1030) := (0008,103E)'
foreach ($name in 'lung', 'heart', 'our-site') { Set-Content (Join-Path $template "$name.json") '{ "key": "Site", "steps": [ { "profile": "Basic", "options": [ "RetainModifiedDates" ] } ] }' }
$request = [System.Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=Hospital', [System.Security.Cryptography.RSA]::Create(2048), 'SHA256', [System.Security.Cryptography.RSASignaturePadding]::Pkcs1)
Set-Content (Join-Path $template hospital-ca.pem) $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddDays(-1), [datetimeoffset]::UtcNow.AddDays(9)).ExportCertificatePem()

# What stands in an example for something that is different everywhere: ports, the host of an archive, an entry, a study, a pseudonym.
$placeholders = [ordered]@{
    'pacs.example.org -CalledAE SECTRA -CallingAE DEIDPS' = "127.0.0.1 -Port $archivePort -CalledAE SECTRA -CallingAE DEIDPS -ReceiverPort $ownPort"
    '-HostName pacs -Port 104' = "-HostName 127.0.0.1 -Port $archivePort"
    'ARCHIVEPORT' = "$archivePort"
    '8104' = "$ownPort"
    '20260302T081503.120Z-4f1a' = $pushedEntry.Id
    '20260302T093012.480Z-77c0' = $heldEntry.Id
    '\\files\deid' = 'D:\files\deid'
    '1.2.3.4' = $sessions.Subj042_CT1[0].StudyInstanceUID
    '7K2M9QX4W1R8CDFG' = $written[0].SOPInstanceUID
}
