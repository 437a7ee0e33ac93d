@{
    RootModule           = 'module/DeidPS.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5f0c7a34-6f0e-4d0a-9a3c-0c2f3f1d8b61'
    Author               = 'The DeidPS team'
    CompanyName          = 'The DeidPS team'
    Copyright            = '(c) 2026 The DeidPS team'
    Description          = 'De-identifies DICOM images for research: the profile of PS3.15 Annex E and DicomEdit 6 scripts as site-wide and project policies, keyed pseudonyms, header inspection and safe writing, as compiled cmdlets.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('module/DeidPS.Format.ps1xml')
    TypesToProcess       = @('module/DeidPS.Types.ps1xml')
    FunctionsToExport    = @()
    VariablesToExport    = @()
    CmdletsToExport      = @('Approve-DeidProject', 'Backup-DeidStore', 'Compare-DeidWithPacs', 'Compare-DicomHeader', 'Copy-DeidSession', 'Export-DeidHeld', 'Export-DeidOptOutRequest', 'Export-DeidSession', 'Get-DeidAccess', 'Get-DeidAccessionTrace', 'Get-DeidAudit', 'Get-DeidCertificate', 'Get-DeidConformanceStatement', 'Get-DeidIngestionStatus', 'Get-DeidOriginal', 'Get-DeidPrearchive', 'Get-DeidProject', 'Get-DeidProjectContent', 'Get-DeidPseudonym', 'Get-DeidQueue', 'Get-DeidReport', 'Get-DeidRequest', 'Get-DeidRetention', 'Get-DeidReview', 'Get-DeidRoutingRule', 'Get-DeidSeriesSummary', 'Get-DeidSession', 'Get-DeidShare', 'Get-DeidStorage', 'Get-DeidStore', 'Get-DicomHeader', 'Get-DicomNode', 'Get-DicomReceiver', 'Get-DicomTag', 'Grant-DeidAccess', 'Grant-DeidShare', 'Import-DeidOptOutResponse', 'Import-DeidRequest', 'Import-DeidRoutingRule', 'Import-DicomStudy', 'Initialize-DeidStore', 'Invoke-Anonymise', 'Invoke-DicomQuery', 'Lock-DeidSession', 'Move-ToProject', 'New-DeidKey', 'New-DeidProject', 'New-DeidSeriesFilter', 'New-DicomSample', 'Receive-DicomStudy', 'Register-DicomNode', 'Remove-DeidPrearchive', 'Remove-DeidProject', 'Remove-DeidRequest', 'Remove-DeidRoutingRule', 'Remove-DeidSession', 'Remove-DeidSubject', 'Rename-DeidSession', 'Resolve-DeidPushed', 'Restart-DeidRequest', 'Resume-DeidQueue', 'Revoke-DeidAccess', 'Revoke-DeidShare', 'Send-Dicom', 'Set-DeidPrearchiveLabel', 'Set-DeidProject', 'Set-DeidQuarantine', 'Set-DeidReview', 'Set-DeidStore', 'Show-DicomImage', 'Start-DeidQueue', 'Start-DicomReceiver', 'Stop-DeidQueue', 'Stop-DicomReceiver', 'Suspend-DeidQueue', 'Test-DeidArchive', 'Test-DeidAudit', 'Test-DeidPolicy', 'Test-DeidRequestCsv', 'Test-DeidRouting', 'Test-DeidSample', 'Test-DeidStore', 'Test-Deidentified', 'Test-DicomNode', 'Unlock-DeidSession', 'Unregister-DicomNode', 'Update-DeidPrearchive')
    AliasesToExport      = @('Invoke-Anonymize', 'Retry-DeidRequest')
    PrivateData          = @{
        PSData = @{
            Tags       = @('DICOM', 'PACS', 'anonymisation', 'de-identification', 'radiology', 'research')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
