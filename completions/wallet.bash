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
    "export|--as") words="json json-resume markdown text csv html latex linkedin schema-org ler-rs pdf original" ;;
    "qr|--as") words="auto link self parts" ;;
    "|"*) words="init import demo list show verify refresh due status tag note hide unhide remove undo stack skills gap frameworks share log export qr unlock lock batch password slots rekey backup restore sync check repair gc identity trust formats evidence contexts help completions --version --plain --help" ;;
    "init|"*) words="--recovery-file --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "import|"*) words="--evidence --allow-http --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "demo|"*) words="--keep --json --plain --no-input --help" ;;
    "list|"*) words="--tag --issuer --verdict --format --since --until --hidden --all --sort --limit --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "show|"*) words="--at --holder --eu-elements --image --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "verify|"*) words="--evidence --holder --at --challenge --expect-challenge --domain --expect-domain --expect-issuer --report --online --trust --context --strict --explain --canonical --jsonl --jobs --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "refresh|"*) words="--all --older-than --allow-http --context --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "due|"*) words="--within --all --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "status|"*) words="--explain --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "tag|"*) words="--remove --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "note|"*) words="--clear --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "hide|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "unhide|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "remove|"*) words="--yes --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "undo|"*) words="--list --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack|"*) words="new import list show next why check edit validate export share remove --help" ;;
    "stack new|"*) words="--needs --any --credits --issuer --from --output --force --json --plain --no-input --help" ;;
    "stack import|"*) words="--dry-run --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack list|"*) words="--at --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack show|"*) words="--at --with --assume --alone --convert --effort --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack next|"*) words="--at --with --assume --alone --effort --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack why|"*) words="--at --with --alone --effort --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack check|"*) words="--at --with --assume --alone --effort --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack edit|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack validate|"*) words="--json --plain --no-input --help" ;;
    "stack export|"*) words="--as --output --force --at --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack share|"*) words="--output --for --expires --challenge --domain --language --yes --force --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "stack remove|"*) words="--yes --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "skills|"*) words="--framework --at --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "gap|"*) words="--stack --force --at --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "frameworks|"*) words="--json --plain --no-input --help" ;;
    "share|"*) words="--output --for --expires --no-expiry --challenge --domain --reveal --hide --fields --as-me --pdf --font --language --preview --site --base-url --include-unverified --yes --force --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "log|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "export|"*) words="--as --output --into --template --select --include-unverified --for --font --language --yes --force --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "qr|"*) words="--output --text --as --frame-ms --force --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "unlock|"*) words="--for --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "lock|"*) words="--json --plain --no-input --wallet --help" ;;
    "batch|"*) words="--keep-going --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "password|"*) words="--new-password-file --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "slots|"*) words="list add remove check --help" ;;
    "slots list|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "slots add|"*) words="--to --new-password-file --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "slots remove|"*) words="--yes --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "slots check|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "rekey|"*) words="--new-password-file --recovery-file --yes --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "backup|"*) words="create verify --help" ;;
    "backup create|"*) words="--own-passphrase --new-password-file --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "backup verify|"*) words="--read-data --backup-password-file --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "restore|"*) words="--revive --backup-password-file --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "sync|"*) words="--accept-rollback --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "check|"*) words="--read-data --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "repair|"*) words="--accept-rollback --accept-other-wallet --adopt-late --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "gc|"*) words="--now --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "identity|"*) words="list add remove --help" ;;
    "identity list|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "identity add|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "identity remove|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "trust|"*) words="list show add flag remove import --help" ;;
    "trust list|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "trust show|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "trust add|"*) words="--name --note --key --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "trust flag|"*) words="--name --reason --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "trust remove|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "trust import|"*) words="--name --at --flag --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "formats|"*) words="--json --plain --no-input --help" ;;
    "evidence|"*) words="list show export add --help" ;;
    "evidence list|"*) words="--history --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "evidence show|"*) words="--output --force --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "evidence export|"*) words="--history --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "evidence add|"*) words="--at --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "contexts|"*) words="list add remove check --help" ;;
    "contexts list|"*) words="--bundled --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "contexts add|"*) words="--url --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "contexts remove|"*) words="--json --plain --no-input --wallet --password-file --password-command --help" ;;
    "contexts check|"*) words="--bundled --json --plain --no-input --wallet --password-file --password-command --help" ;;
    "help|"*) words="verdicts trust stacks sharing vault scripts privacy engineers init import demo list show verify refresh due status tag note hide unhide remove undo stack skills gap frameworks share log export qr unlock lock batch password slots rekey backup restore sync check repair gc identity trust formats evidence contexts help completions --man --json --plain --no-input --help" ;;
    "completions|"*) words="bash zsh fish powershell --install --json --plain --no-input --help" ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _wallet wallet
