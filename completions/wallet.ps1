# powershell completion for wallet, as printed by: wallet completions powershell
Register-ArgumentCompleter -Native -CommandName wallet -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $offers = @{
        'stack show|--convert' = 'cmf uk-ects'
        'stack export|--as' = 'toml json markdown'
        'export|--as' = 'json markdown json-resume'
        'qr|--as' = 'auto link self'
        '|' = 'init import demo list show verify refresh status stack skills gap frameworks share export qr unlock lock batch password slots rekey backup restore check repair gc formats evidence contexts completions --version --help'
        'init|' = '--recovery-file --json --plain --wallet --password-file --password-command --no-input --help'
        'import|' = '--evidence --json --plain --wallet --password-file --password-command --no-input --help'
        'demo|' = '--keep --json --plain --no-input --help'
        'list|' = '--json --plain --wallet --password-file --password-command --no-input --help'
        'show|' = '--at --eu-elements --json --plain --wallet --password-file --password-command --no-input --help'
        'verify|' = '--evidence --holder --at --expect-challenge --expect-domain --online --context --strict --explain --canonical --jsonl --jobs --json --plain --wallet --password-file --password-command --no-input --help'
        'refresh|' = '--all --older-than --allow-http --context --json --plain --wallet --password-file --password-command --no-input --help'
        'status|' = '--explain --json --plain --wallet --password-file --password-command --no-input --help'
        'stack|' = 'new import list show next why check edit validate export share remove --help'
        'stack new|' = '--needs --any --credits --issuer --from --output --force --json --plain --no-input --help'
        'stack import|' = '--dry-run --json --plain --wallet --password-file --password-command --no-input --help'
        'stack list|' = '--at --json --plain --wallet --password-file --password-command --no-input --help'
        'stack show|' = '--at --with --assume --convert --effort --json --plain --wallet --password-file --password-command --no-input --help'
        'stack next|' = '--at --with --assume --effort --json --plain --wallet --password-file --password-command --no-input --help'
        'stack why|' = '--at --with --effort --json --plain --wallet --password-file --password-command --no-input --help'
        'stack check|' = '--at --with --assume --effort --json --plain --wallet --password-file --password-command --no-input --help'
        'stack edit|' = '--json --plain --wallet --password-file --password-command --no-input --help'
        'stack validate|' = '--json --plain --help'
        'stack export|' = '--as --output --force --at --json --plain --wallet --password-file --password-command --no-input --help'
        'stack share|' = '--output --to --for-days --challenge --domain --yes --force --json --plain --wallet --password-file --password-command --no-input --help'
        'stack remove|' = '--yes --json --plain --wallet --password-file --password-command --no-input --help'
        'skills|' = '--framework --at --json --plain --wallet --password-file --password-command --no-input --help'
        'gap|' = '--stack --force --at --json --plain --wallet --password-file --password-command --no-input --help'
        'frameworks|' = '--json --plain --help'
        'share|' = '--output --to --for-days --no-expiry --challenge --domain --as-me --preview --yes --force --json --plain --wallet --password-file --password-command --no-input --help'
        'export|' = '--as --output --include-unverified --force --json --plain --wallet --password-file --password-command --no-input --help'
        'qr|' = '--output --text --as --force --json --plain --wallet --password-file --password-command --no-input --help'
        'unlock|' = '--for --json --plain --wallet --password-file --password-command --no-input --help'
        'lock|' = '--json --plain --wallet --help'
        'batch|' = '--keep-going --json --plain --wallet --password-file --password-command --no-input --help'
        'password|' = '--new-password-file --json --plain --wallet --password-file --password-command --no-input --help'
        'slots|' = 'list add remove check --help'
        'slots list|' = '--json --plain --wallet --password-file --password-command --no-input --help'
        'slots add|' = '--to --new-password-file --json --plain --wallet --password-file --password-command --no-input --help'
        'slots remove|' = '--yes --json --plain --wallet --password-file --password-command --no-input --help'
        'slots check|' = '--json --plain --wallet --password-file --password-command --no-input --help'
        'rekey|' = '--new-password-file --recovery-file --yes --json --plain --wallet --password-file --password-command --no-input --help'
        'backup|' = 'create verify --help'
        'backup create|' = '--own-passphrase --new-password-file --json --plain --wallet --password-file --password-command --no-input --help'
        'backup verify|' = '--read-data --backup-password-file --json --plain --wallet --password-file --password-command --no-input --help'
        'restore|' = '--revive --backup-password-file --json --plain --wallet --password-file --password-command --no-input --help'
        'check|' = '--read-data --json --plain --wallet --password-file --password-command --no-input --help'
        'repair|' = '--accept-rollback --accept-other-wallet --adopt-late --json --plain --wallet --password-file --password-command --no-input --help'
        'gc|' = '--now --json --plain --wallet --password-file --password-command --no-input --help'
        'formats|' = '--json --plain --help'
        'evidence|' = 'list show export add --help'
        'evidence list|' = '--history --json --plain --wallet --password-file --password-command --no-input --help'
        'evidence show|' = '--output --force --json --plain --wallet --password-file --password-command --no-input --help'
        'evidence export|' = '--history --json --plain --wallet --password-file --password-command --no-input --help'
        'evidence add|' = '--at --json --plain --wallet --password-file --password-command --no-input --help'
        'contexts|' = 'list add remove check --help'
        'contexts list|' = '--bundled --json --plain --wallet --password-file --password-command --no-input --help'
        'contexts add|' = '--url --json --plain --wallet --password-file --password-command --no-input --help'
        'contexts remove|' = '--json --plain --wallet --password-file --password-command --no-input --help'
        'contexts check|' = '--bundled --json --plain --wallet --password-file --password-command --no-input --help'
        'completions|' = 'bash zsh fish powershell --json --plain --help'
    }
    $before = $commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition }
    $words = @($before | ForEach-Object { "$_" })
    $command = if ($words.Count -gt 1) { $words[1] } else { '' }
    if ($command -in @('stack', 'slots', 'backup', 'evidence', 'contexts') -and $words.Count -gt 2) { $command = "$command $($words[2])" }
    $found = $offers["$command|$($words[-1])"]
    if (-not $found) { $found = $offers["$command|"] }
    "$found" -split ' ' | Where-Object { $_ -and $_ -like "$wordToComplete*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
