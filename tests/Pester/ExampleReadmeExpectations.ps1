# Dot-sourced by ExampleExpectations.ps1: the blocks of README.
$expectations['README Register-DicomNode'] = @{
    Prepare = $nodes, $noReport, { Unregister-DicomNode sectra; $labels = @{ project = 'LUNG'; subject = 'subj001'; session = 'subj001_sess001' } }
    Expect = {
        @($output | Where-Object Step | Where-Object Status -eq Failed) | Should -BeNullOrEmpty
        @($output | Where-Object Status -eq Written).Count | Should -Be 4
        @($output | Where-Object Status -eq Sent).Count | Should -Be 4
        @(Import-Csv "$world/sent.csv").Count | Should -Be 4
        (Get-DicomHeader "$world/lung" -Recurse -Tag /PatientID).Value | Select-Object -Unique | Should -Be 'subj001'
    }
}
# Beside what README shows: room on a small disk, a second project, and the PACS that pushes two studies.
$expectations['README Initialize-DeidStore'] = @{
    Answer = 'LUNG'
    Store = 'store'
    After = @{
        'Initialize-DeidStore' = { Set-DeidStore -Store ./store -MinimumFreeGB 0 -IdleMinutes 0 -JoinMinutes 0 }
        'New-DeidProject' = { New-DeidProject HEART 'Cardiac MR' }
        'Start-DicomReceiver' = {
            foreach ($seed in 71, 72) {
                $null = New-DicomSample "./pushed$seed" -Modality CT -Seed $seed
                $null = Send-Dicom "./pushed$seed" -Recurse -HostName 127.0.0.1 -Port 8104 -CalledAE DEIDPS -CallingAE SECTRA -Stamp
            }
            $end = [datetime]::UtcNow.AddMinutes(1)
            while (@(Get-DeidPrearchive | Where-Object State -in Receiving, Building).Count -gt 0 -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 100 }
        }
    }
    Expect = {
        ($output | Where-Object Status -eq Archived).Session | Should -Be 'Subj042_CT1'
        @($output | Where-Object Status -eq Exported).Count | Should -Be 1
        @(Get-ChildItem "$world/handover" -Recurse -File | Where-Object Name -like *.dcm).Count | Should -BeGreaterThan 3
        $said | Should -Match 'Type the id'
        $output[-1].Scope | Should -Be 'Project'
        (Get-DeidProject).Id | Should -Be 'HEART'
    }
}
$expectations['README Test-DeidRequestCsv'] = @{
    Expect = {
        ($output | Where-Object { $_.State -eq 'Complete' }).Session | Should -Be 'Subj050_CT1', 'Subj051_MR1'
        ($output | Where-Object { $_.Status -eq 'Archived' }).Session | Should -Contain 'Subj051_MR1'
    }
}
$expectations['README Import-Csv'] = @{ Expect = { ($output | Where-Object Status -eq Archived).Session | Should -Be 'Subj050_CT1', 'Subj051_MR1' } }
