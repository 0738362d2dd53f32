# bash completion for wallet, as printed by: wallet completions bash
_wallet() {
    local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD - 1]}"
    local command="" words=""
    ((COMP_CWORD > 1)) && command="${COMP_WORDS[1]}"
    case "$command" in
    stack|slots|backup|identity|trust|evidence|contexts) ((COMP_CWORD > 2)) && command="$command ${COMP_WORDS[2]}" ;;
    esac
    case "$command|$previous" in
    "stack show|--convert") words="cmf uk-ects" ;;
    "stack export|--as") words="toml json markdown" ;;
    "export|--as") words="json json-resume markdown text csv html latex linkedin schema-org ler-rs pdf" ;;
    "qr|--as") words="auto link self parts" ;;
    "|"*) words="init import demo list show verify refresh due status tag note hide unhide remove undo stack skills gap frameworks share log export qr unlock lock batch password slots rekey backup restore sync check repair gc identity trust formats evidence contexts help completions --version --plain --help" ;;
    "init|"*) words="--recovery-file --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "import|"*) words="--evidence --allow-http --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "demo|"*) words="--keep --json --plain --no-input --help" ;;
    "list|"*) words="--tag --issuer --verdict --format --since --until --hidden --all --sort --limit --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "show|"*) words="--at --holder --eu-elements --image --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "verify|"*) words="--evidence --holder --at --challenge --expect-challenge --domain --expect-domain --expect-issuer --report --online --trust --context --strict --explain --canonical --jsonl --jobs --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "refresh|"*) words="--all --older-than --allow-http --context --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "due|"*) words="--within --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "status|"*) words="--explain --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "tag|"*) words="--remove --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "note|"*) words="--clear --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "hide|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "unhide|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "remove|"*) words="--yes --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "undo|"*) words="--list --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack|"*) words="new import list show next why check edit validate export share remove --help" ;;
    "stack new|"*) words="--needs --any --credits --issuer --from --output --force --json --plain --no-input --help" ;;
    "stack import|"*) words="--dry-run --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack list|"*) words="--at --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack show|"*) words="--at --with --assume --convert --effort --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack next|"*) words="--at --with --assume --effort --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack why|"*) words="--at --with --effort --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack check|"*) words="--at --with --assume --effort --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack edit|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack validate|"*) words="--json --plain --help" ;;
    "stack export|"*) words="--as --output --force --at --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack share|"*) words="--output --for --expires --challenge --domain --yes --force --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "stack remove|"*) words="--yes --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "skills|"*) words="--framework --at --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "gap|"*) words="--stack --force --at --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "frameworks|"*) words="--json --plain --help" ;;
    "share|"*) words="--output --for --expires --no-expiry --challenge --domain --reveal --hide --fields --as-me --pdf --font --preview --site --base-url --include-unverified --yes --force --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "log|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "export|"*) words="--as --output --into --template --select --include-unverified --for --font --yes --force --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "qr|"*) words="--output --text --as --frame-ms --force --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "unlock|"*) words="--for --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "lock|"*) words="--json --plain --wallet --help" ;;
    "batch|"*) words="--keep-going --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "password|"*) words="--new-password-file --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "slots|"*) words="list add remove check --help" ;;
    "slots list|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "slots add|"*) words="--to --new-password-file --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "slots remove|"*) words="--yes --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "slots check|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "rekey|"*) words="--new-password-file --recovery-file --yes --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "backup|"*) words="create verify --help" ;;
    "backup create|"*) words="--own-passphrase --new-password-file --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "backup verify|"*) words="--read-data --backup-password-file --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "restore|"*) words="--revive --backup-password-file --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "sync|"*) words="--accept-rollback --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "check|"*) words="--read-data --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "repair|"*) words="--accept-rollback --accept-other-wallet --adopt-late --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "gc|"*) words="--now --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "identity|"*) words="list add remove --help" ;;
    "identity list|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "identity add|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "identity remove|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "trust|"*) words="list show add flag remove import --help" ;;
    "trust list|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "trust show|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "trust add|"*) words="--name --note --key --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "trust flag|"*) words="--name --reason --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "trust remove|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "trust import|"*) words="--name --at --flag --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "formats|"*) words="--json --plain --help" ;;
    "evidence|"*) words="list show export add --help" ;;
    "evidence list|"*) words="--history --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "evidence show|"*) words="--output --force --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "evidence export|"*) words="--history --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "evidence add|"*) words="--at --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "contexts|"*) words="list add remove check --help" ;;
    "contexts list|"*) words="--bundled --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "contexts add|"*) words="--url --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "contexts remove|"*) words="--json --plain --wallet --password-file --password-command --no-input --help" ;;
    "contexts check|"*) words="--bundled --json --plain --wallet --password-file --password-command --no-input --help" ;;
    "help|"*) words="--man --json --plain --help" ;;
    "completions|"*) words="bash zsh fish powershell --install --json --plain --help" ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _wallet wallet
