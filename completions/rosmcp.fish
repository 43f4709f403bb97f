# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_rosmcp_global_optspecs
    string join \n config= o/output= q/quiet v/verbose color= y/yes no-input set= h/help V/version
end

function __fish_rosmcp_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_rosmcp_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_rosmcp_using_subcommand
    set -l cmd (__fish_rosmcp_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c rosmcp -n "__fish_rosmcp_needs_command" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_needs_command" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_needs_command" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_needs_command" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_needs_command" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -s V -l version -d 'Print version'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "init" -d 'Set up a database and its key, add a first router, and print what an MCP client needs'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "keygen" -d 'Print one base64 key of 32 random bytes and nothing else'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "key" -d 'The encryption keys'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "migrate" -d 'Bring the database\'s schema up to date, under a lock, with a backup first'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "device" -d 'The inventory of routers'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "get" -d 'Read a menu of one router, or of many with -l or --all'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "plan" -d 'Changes to routers: plan, approve, apply, confirm'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "config" -d 'The configuration of routers as text, now and over time'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "menu" -d 'The RouterOS menus that the catalogue describes'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "tool" -d 'The MCP tools from the shell'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "health" -d 'Ask routers how they are, or a running server with --server'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "doctor" -d 'Check binary, settings, database, key, audit trail, backups, each device, login and a running server'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "backup" -d 'Backups of rosmcp\'s own data'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "audit" -d 'The audit trail'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "token" -d 'Local tokens for the MCP server'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "serve" -d 'Run the MCP server'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "lab" -d 'Run simulated routers on loopback until interrupted'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "settings" -d 'rosmcp\'s own settings'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "man" -d 'Print a manual page in roff, which man reads: rosmcp man device add | man -l -'
complete -c rosmcp -n "__fish_rosmcp_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -l non-interactive -d 'Ask nothing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -l out -d 'Write it to this new file with mode 0600 instead; never overwrites' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand keygen" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -f -a "status" -d 'Which key source and which data keys are in use'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -f -a "verify" -d 'Decrypt every stored credential and count'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -f -a "rotate" -d 'Seal every credential with a new data key, or change the outer key'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -f -a "retire" -d 'Lock out the outer key before the last change, and put away data keys that no credential needs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and not __fish_seen_subcommand_from status verify rotate retire help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from status" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from status" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from status" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from status" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from status" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from status" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from status" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from status" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from verify" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from verify" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from verify" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from verify" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -l outer -d 'Wrap the data keys with the configured outer key instead, which `encryption_key_previous` wraps so far'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from rotate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -l without-backup -d 'Do not ask for a backup'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from retire" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "status" -d 'Which key source and which data keys are in use'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Decrypt every stored credential and count'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "rotate" -d 'Seal every credential with a new data key, or change the outer key'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "retire" -d 'Lock out the outer key before the last change, and put away data keys that no credential needs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand key; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -l from -d 'Move everything from this database to the configured one, which must be empty' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -l to -d 'Where to, instead of the configured database; a URL with a password belongs into its setting' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -l status -d 'Only show what the database has and lacks'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -l dry-run -d 'Only show what would be done'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -l check -d 'Only check whether this rosmcp can use the database; exit code 5 when it would have to be brought up to date'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand migrate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "add" -d 'Add a router, connect to it and say what is missing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "list" -d 'List the routers of the inventory'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "show" -d 'Show what the inventory knows of a router'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "edit" -d 'Change a router\'s entry; what is not named stays'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "remove" -d 'Remove a router, its stored password and its kept configurations from the inventory'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "test" -d 'Connect to a router and say what is missing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "trust" -d 'Show the certificate that a router presents, and trust exactly it from now on'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "set-credential" -d 'Store another user name and password for a router, and try them'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "import" -d 'Add many routers from a list: CSV, YAML or the address book of WinBox'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "bootstrap" -d 'Print the RouterOS script that prepares a router: an account with few rights, and TLS'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and not __fish_seen_subcommand_from add list show edit remove test trust set-credential import bootstrap help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l host -d 'Host name, IPv4 or IPv6 address' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l port -d 'TCP port [default: 443, 80 with --plain-http; API 8729, 8728]' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l transport -d 'How to talk to it' -r -f -a "rest\t'REST over HTTPS'
api\t'The binary API'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l username -d 'RouterOS user that rosmcp logs in as' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l password-file -d 'Read its password from this file' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l tls-pin -d 'Trust exactly the certificate with this SHA-256' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l ca-file -d 'Trust certificates of this authority (PEM)' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l environment -d 'lab, staging or prod [default: the setting environment]' -r -f -a "lab\t''
staging\t''
prod\t''"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l tag -d 'A label, key=value; may be given several times' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l password-stdin -d 'Read its password from stdin'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l plain-http -d 'No TLS: the password can be read on the way'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l allow-advanced-writes -d 'Allow low-risk changes to this one device'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l allow-professional-workflows -d 'Allow high-risk changes and changes to many devices'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l allow-firewall-writes -d 'Allow changes to the firewall'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l allow-routing-writes -d 'Allow changes to routing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l allow-wireless-writes -d 'Allow changes to wireless interfaces'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l allow-dhcp-writes -d 'Allow changes to DHCP servers, pools and leases'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l allow-bridge-writes -d 'Allow changes to bridges and their VLANs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l allow-bandwidth-test -d 'Allow bandwidth tests, which load the line'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l no-check -d 'Add it without connecting'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -s l -l selector -d 'Only the ones that match, e.g. env=lab,tag:site=ams' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from show" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from show" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from show" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from show" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from show" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l rename -d 'New name' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l host -d 'New host name or address' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l port -d 'New TCP port' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l transport -d 'Another transport' -r -f -a "rest\t'REST over HTTPS'
api\t'The binary API'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l username -d 'RouterOS user that rosmcp logs in as' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l password-file -d 'Read its password from this file' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l tls-pin -d 'Trust exactly the certificate with this SHA-256' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l ca-file -d 'Trust certificates of this authority (PEM)' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l environment -d 'lab, staging or prod' -r -f -a "lab\t''
staging\t''
prod\t''"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l tag -d 'Set a label, key=value' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l untag -d 'Remove a label' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l password-stdin -d 'Read its password from stdin'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l plain-http -d 'No TLS: the password can be read on the way'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l allow-advanced-writes -d 'Allow low-risk changes to this one device'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l allow-professional-workflows -d 'Allow high-risk changes and changes to many devices'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l allow-firewall-writes -d 'Allow changes to the firewall'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l allow-routing-writes -d 'Allow changes to routing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l allow-wireless-writes -d 'Allow changes to wireless interfaces'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l allow-dhcp-writes -d 'Allow changes to DHCP servers, pools and leases'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l allow-bridge-writes -d 'Allow changes to bridges and their VLANs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l allow-bandwidth-test -d 'Allow bandwidth tests, which load the line'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l deny-advanced-writes -d 'No longer allow low-risk changes to this one device'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l deny-professional-workflows -d 'No longer allow high-risk changes and changes to many devices'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l deny-firewall-writes -d 'No longer allow changes to the firewall'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l deny-routing-writes -d 'No longer allow changes to routing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l deny-wireless-writes -d 'No longer allow changes to wireless interfaces'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l deny-dhcp-writes -d 'No longer allow changes to DHCP servers, pools and leases'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l deny-bridge-writes -d 'No longer allow changes to bridges and their VLANs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l deny-bandwidth-test -d 'No longer allow bandwidth tests, which load the line'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from edit" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from remove" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from remove" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from remove" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from remove" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from remove" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from remove" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from remove" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from remove" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from test" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from test" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from test" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from test" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from test" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from test" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from test" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -l fingerprint -d 'Trust it only if it is this one; nothing is asked then' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -l username -d 'RouterOS user that rosmcp logs in as' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -l password-file -d 'Read its password from this file' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -l password-stdin -d 'Read its password from stdin'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -l no-check -d 'Store them without connecting'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from set-credential" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -l format -d 'What it is written in [default: from its content and its name]' -r -f -a "csv\t'Comma- or semicolon-separated values with a header'
yaml\t'A YAML list of maps'
winbox\t'An address book that WinBox 3 has exported (.wbx, or its Addresses.cdb)'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -l username -d 'RouterOS user that rosmcp logs in as' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -l password-file -d 'Read its password from this file' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -l password-stdin -d 'Read its password from stdin'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -l dry-run -d 'Say what would be added, and add nothing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l transport -d 'Which service rosmcp will use' -r -f -a "rest\t'REST over HTTPS'
api\t'The binary API'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l username -d 'RouterOS user that rosmcp logs in as' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l password-file -d 'Read its password from this file' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l allow-from -d 'Only from this address or network may the account log in; may be given several times' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l password-stdin -d 'Read its password from stdin'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l write -d 'Let rosmcp change the router, too'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l exports -d 'Let rosmcp write the files that configuration exports need; so it is anyway where the settings want regular snapshots'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from bootstrap" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "add" -d 'Add a router, connect to it and say what is missing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the routers of the inventory'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show what the inventory knows of a router'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "edit" -d 'Change a router\'s entry; what is not named stays'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "remove" -d 'Remove a router, its stored password and its kept configurations from the inventory'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "test" -d 'Connect to a router and say what is missing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "trust" -d 'Show the certificate that a router presents, and trust exactly it from now on'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "set-credential" -d 'Store another user name and password for a router, and try them'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "import" -d 'Add many routers from a list: CSV, YAML or the address book of WinBox'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "bootstrap" -d 'Print the RouterOS script that prepares a router: an account with few rights, and TLS'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand device; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -l where -d 'A condition: field=value, !=, >, >=, <, <=, ~ (contains), field? (present) or field!? (absent); all must hold' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -l fields -d 'Only these fields, separated by commas' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -l limit -d 'Rows per device, 1 to 1000; all of them when left out' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -s l -l selector -d 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -l all -d 'All devices of this environment'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "create" -d 'Plan a change; routers are read, nothing is written'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "list" -d 'List plans, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "show" -d 'Show a plan: in words, as a difference, as a script, or what happened to it'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "approve" -d 'Approve a plan, exactly as it is'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "reject" -d 'Reject a plan'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "apply" -d 'Apply a plan: arm the guard, write, verify over a new connection, confirm'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "confirm" -d 'Confirm an applied plan before its guard undoes it'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "rollback" -d 'Undo a plan that is not confirmed yet, or whose undo did not succeed'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "cancel" -d 'Withdraw a plan that was not applied, or say that one that needs attention is settled'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "recipes" -d 'List the recipes and their parameters'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "recover" -d 'Take up plans that a crash left in the middle, or that a silent router has undone since'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and not __fish_seen_subcommand_from create list show approve reject apply confirm rollback cancel recipes recover help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -s l -l selector -d 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l steps -d 'The steps' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -s f -l file -d 'A file with the steps; - is stdin' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l recipe -d 'A recipe; `rosmcp plan recipes` lists them' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l param -d 'A parameter of the recipe' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l reason -d 'Why' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l confirm-within -d 'Seconds after which the router undoes what nobody confirmed, 30 to 3600' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l waves -d 'How far each wave reaches, as numbers of devices or shares; one more takes the rest' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l soak -d 'Seconds between a wave and the look at its devices' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l max-failures -d 'From how many failed devices on it stops' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l on-failure -d 'What becomes of the devices that have the change when it stops' -r -f -a "stop\t'They keep it; apply the plan again to go on'
roll-back-wave\t'Those of the last wave are put back'
roll-back-all\t'All are put back'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l max-cpu -d 'The CPU load that no device may have reached after a wave' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l max-memory -d 'The use of memory that no device may have reached after a wave' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l must-reach -d 'A host that each device must reach by ping after a wave' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l all -d 'All devices of this environment'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l confirm-manually -d 'Wait for `plan confirm` instead of confirming once everything is checked'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -l status -d 'Only plans in this state, e.g. pending' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -l limit -d 'At most this many, 1 to 10000' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -l how -d 'How' -r -f -a "words\t'In words'
diff\t'As lines with - and +'
script\t'As RouterOS commands, without secrets'
log\t'What happened to it so far'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -l digest -d 'The digest, at least its first 12 digits; asked for on a terminal' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -l note -d 'Why' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -l acknowledge-risk -d 'Say that the critical risk is understood'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -l reason -d 'Why' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from reject" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -l digest -d 'The digest, at least its first 12 digits; nothing is asked then' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from apply" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from confirm" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from confirm" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from confirm" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from confirm" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from confirm" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from confirm" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from confirm" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from confirm" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from confirm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from rollback" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from rollback" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from rollback" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from rollback" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from rollback" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from rollback" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from rollback" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from rollback" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from cancel" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from cancel" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from cancel" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from cancel" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from cancel" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from cancel" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from cancel" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from cancel" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recipes" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recipes" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recipes" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recipes" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recipes" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recipes" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recipes" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recipes" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recipes" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recover" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recover" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recover" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recover" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recover" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recover" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recover" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recover" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from recover" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "create" -d 'Plan a change; routers are read, nothing is written'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "list" -d 'List plans, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a plan: in words, as a difference, as a script, or what happened to it'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "approve" -d 'Approve a plan, exactly as it is'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "reject" -d 'Reject a plan'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "apply" -d 'Apply a plan: arm the guard, write, verify over a new connection, confirm'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "confirm" -d 'Confirm an applied plan before its guard undoes it'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "rollback" -d 'Undo a plan that is not confirmed yet, or whose undo did not succeed'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "cancel" -d 'Withdraw a plan that was not applied, or say that one that needs attention is settled'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "recipes" -d 'List the recipes and their parameters'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "recover" -d 'Take up plans that a crash left in the middle, or that a silent router has undone since'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand plan; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -f -a "snapshot" -d 'Keep the configuration that routers have now; one that is still the same takes no more room'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -f -a "history" -d 'List the kept configurations of a router, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -f -a "diff" -d 'Compare two configurations of a router; exit code 5 when they differ'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -f -a "drift" -d 'Compare what runs on routers with the snapshot approved last, or else the newest; exit code 5 when it differs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -f -a "export" -d 'Print the configuration of a router as RouterOS commands, without secrets'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and not __fish_seen_subcommand_from snapshot history diff drift export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -s l -l selector -d 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -l all -d 'All devices of this environment'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -l approve -d 'Call it right: `config drift` compares with it from now on'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from snapshot" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -l limit -d 'At most this many, 1 to 10000' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from diff" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from diff" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from diff" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from diff" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from diff" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from diff" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -s l -l selector -d 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -l all -d 'All devices of this environment'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from drift" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -l snapshot -d 'A kept configuration by its id, instead of the one that runs' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -l raw -d 'As the router wrote it, dates, remarks and line breaks included; it is RouterOS that leaves the secrets out'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "snapshot" -d 'Keep the configuration that routers have now; one that is still the same takes no more room'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "history" -d 'List the kept configurations of a router, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "diff" -d 'Compare two configurations of a router; exit code 5 when they differ'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "drift" -d 'Compare what runs on routers with the snapshot approved last, or else the newest; exit code 5 when it differs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "export" -d 'Print the configuration of a router as RouterOS commands, without secrets'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand config; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -f -a "list" -d 'List the menus'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -f -a "show" -d 'Show the fields of a menu'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and not __fish_seen_subcommand_from list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from list" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from list" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from list" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from list" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from list" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from show" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from show" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from show" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from show" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from show" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the menus'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show the fields of a menu'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand menu; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -f -a "list" -d 'List the tools'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -f -a "show" -d 'Show a tool\'s description and schemas'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -f -a "call" -d 'Call a tool as an MCP client would'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and not __fish_seen_subcommand_from list show call help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from list" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from list" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from list" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from list" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from list" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from show" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from show" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from show" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from show" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from show" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -l json -d 'Its arguments' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from call" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the tools'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a tool\'s description and schemas'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from help" -f -a "call" -d 'Call a tool as an MCP client would'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand tool; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -s l -l selector -d 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -l server -d 'Ask this server\'s /health instead, e.g. http://127.0.0.1:8080' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -l all -d 'All devices of this environment'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand health" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand doctor" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand doctor" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand doctor" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand doctor" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand doctor" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand doctor" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand doctor" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand doctor" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -f -a "create" -d 'Make a backup while everything goes on'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -f -a "list" -d 'List backups; needs no key'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -f -a "verify" -d 'Read a backup as a restore would, and compare everything in it'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -f -a "restore" -d 'Restore a backup'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -f -a "prune" -d 'Delete backups that need not stay, by the rules of restic'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -f -a "drill" -d 'Restore a backup aside and use it: migrate, open every credential, verify the audit trail'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and not __fish_seen_subcommand_from create list verify restore prune drill help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -l to -d 'The directory; `backup_dir` where this is left out' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -l with-exports -d 'Add the configuration of every router, without its secrets'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -l prune -d 'Afterwards delete the backups that need not stay, as the settings `backup_keep_…` say'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -l dir -d 'The directory; `backup_dir` where this is left out' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l subset -d 'One part of them, so that several runs read all, e.g. 1/5' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l dir -d 'The directory; `backup_dir` where this is left out' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l all -d 'Every backup in the directory'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l to -d 'Restore as this new database' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l in-place -d 'Restore in place of the configured database'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l dir -d 'The directory; `backup_dir` where this is left out' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-last -d 'Keep the newest N' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-hourly -d 'Keep the newest of each of N hours that have one' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-daily -d 'Keep the newest of each of N days that have one' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-weekly -d 'Keep the newest of each of N weeks that have one' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-monthly -d 'Keep the newest of each of N months that have one' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-yearly -d 'Keep the newest of each of N years that have one' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l keep-within -d 'Keep what is at most this much older than the newest, e.g. 30d or 1y6m' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l dry-run -d 'Only say what would go, and why the rest stays'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -l dir -d 'The directory; `backup_dir` where this is left out' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from drill" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a backup while everything goes on'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "list" -d 'List backups; needs no key'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Read a backup as a restore would, and compare everything in it'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "restore" -d 'Restore a backup'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "prune" -d 'Delete backups that need not stay, by the rules of restic'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "drill" -d 'Restore a backup aside and use it: migrate, open every credential, verify the audit trail'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand backup; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -f -a "list" -d 'List what was done, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -f -a "verify" -d 'Check that no row was altered, taken out or put in'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -f -a "export" -d 'Print every row, oldest first, as a JSON object a line with the hashes that bind it to the row before'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and not __fish_seen_subcommand_from list verify export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l limit -d 'How many rows, 1 to 10000' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l device -d 'Only this device' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l tool -d 'Only this tool' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l action -d 'Only this action, e.g. device.add, or every one of a kind, e.g. device' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l subject -d 'Only this person or service' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l plan -d 'Only this plan' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l outcome -d 'Only this outcome: ok, intent, or the kind of an error' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l decision -d 'Only what was allowed, or what role, scope or policy denied' -r -f -a "allowed\t''
denied\t''"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l since -d 'Only since then, e.g. 2026-01-31T00:00:00Z' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l before -d 'Only older rows than this one' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l from -d 'The first row' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l to -d 'The last row' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -l since -d 'Only since then, e.g. 2026-01-31T00:00:00Z' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "list" -d 'List what was done, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check that no row was altered, taken out or put in'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "export" -d 'Print every row, oldest first, as a JSON object a line with the hashes that bind it to the row before'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand audit; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -f -a "create" -d 'Make a token and print it, once'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -f -a "list" -d 'List the tokens, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -f -a "revoke" -d 'Revoke a token; running servers notice within seconds'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and not __fish_seen_subcommand_from create list revoke help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -l role -d 'What it may do' -r -f -a "read_only\t''
ops_rw\t''
approver\t''
admin\t''"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -l device -d 'A device or a selector (tag:site=ams,role!=edge) it may see; give it several times for more; all when left out' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -l toolsets -d 'Toolsets it is limited to, separated by commas; all when left out' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -l days -d 'After how many days it ends, 1 to 3650' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -l person -d 'A person uses it, who may approve plans with it if the role allows'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from list" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from list" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from list" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from list" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from list" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from list" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from list" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from revoke" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from revoke" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from revoke" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from revoke" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from revoke" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from revoke" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from revoke" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from revoke" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from revoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "create" -d 'Make a token and print it, once'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the tokens, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "revoke" -d 'Revoke a token; running servers notice within seconds'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -l transport -d 'How MCP clients connect' -r -f -a "http\t'Streamable HTTP'
stdio\t'Standard input and output'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -l host -d 'Address to listen on' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -l port -d 'TCP port to listen on; 0 takes any free one, which the log names' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -l lab -d 'Add this many simulated routers, lab-1 to lab-N; without a configured database everything is forgotten at the end' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l count -d 'How many' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l model -d 'Which model; all of them in turn when left out' -r -f -a "chr\t''
home\t''
branch\t''
cabin\t''"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l version -d 'Which RouterOS version; each model\'s own when left out' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l device-mode -d 'Which device-mode; each model\'s own when left out' -r -f -a "home\t''
advanced\t''"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l speed -d 'How many times as fast as this machine\'s clock the routers\' time runs' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l faults -d 'What shall go wrong: a JSON array of faults, as the admin port takes them' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand lab" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -f -a "show" -d 'Show every setting with its value and where it comes from; secrets are hidden'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -f -a "check" -d 'Read the settings and say whether they are sound'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -f -a "schema" -d 'Print the JSON Schema of the settings file'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -f -a "example" -d 'Print a settings file with every key, its meaning and its default'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and not __fish_seen_subcommand_from show check schema example help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from show" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from show" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from show" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from show" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from show" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from show" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from show" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from check" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from check" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from check" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from check" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from check" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from check" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from check" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from schema" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from schema" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from schema" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from schema" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from schema" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from schema" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from schema" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from schema" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from example" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from example" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from example" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from example" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from example" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from example" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from example" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from example" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from example" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show every setting with its value and where it comes from; secrets are hidden'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "check" -d 'Read the settings and say whether they are sound'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "schema" -d 'Print the JSON Schema of the settings file'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "example" -d 'Print a settings file with every key, its meaning and its default'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand settings; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand completions" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand completions" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand completions" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand completions" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand completions" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand completions" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand completions" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand completions" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand man" -l config -d 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml' -r -F
complete -c rosmcp -n "__fish_rosmcp_using_subcommand man" -s o -l output -d 'How data is printed' -r -f -a "table\t'Columns for people'
json\t'One JSON document'
jsonl\t'One JSON document a line'
yaml\t'YAML'
csv\t'Comma-separated values with a header'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand man" -l color -d 'Colour' -r -f -a "auto\t'On terminals, unless NO_COLOR is set'
always\t'Always'
never\t'Never'"
complete -c rosmcp -n "__fish_rosmcp_using_subcommand man" -l set -d 'Override a setting, e.g. --set environment=prod' -r
complete -c rosmcp -n "__fish_rosmcp_using_subcommand man" -s q -l quiet -d 'Only errors on stderr'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand man" -s v -l verbose -d 'More on stderr; twice for debug, three times for trace'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand man" -s y -l yes -d 'Answer every confirmation with yes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand man" -l no-input -d 'Never prompt, even on a terminal'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "init" -d 'Set up a database and its key, add a first router, and print what an MCP client needs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "keygen" -d 'Print one base64 key of 32 random bytes and nothing else'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "key" -d 'The encryption keys'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "migrate" -d 'Bring the database\'s schema up to date, under a lock, with a backup first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "device" -d 'The inventory of routers'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "get" -d 'Read a menu of one router, or of many with -l or --all'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "plan" -d 'Changes to routers: plan, approve, apply, confirm'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "config" -d 'The configuration of routers as text, now and over time'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "menu" -d 'The RouterOS menus that the catalogue describes'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "tool" -d 'The MCP tools from the shell'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "health" -d 'Ask routers how they are, or a running server with --server'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "doctor" -d 'Check binary, settings, database, key, audit trail, backups, each device, login and a running server'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "backup" -d 'Backups of rosmcp\'s own data'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "audit" -d 'The audit trail'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "token" -d 'Local tokens for the MCP server'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "serve" -d 'Run the MCP server'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "lab" -d 'Run simulated routers on loopback until interrupted'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "settings" -d 'rosmcp\'s own settings'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "man" -d 'Print a manual page in roff, which man reads: rosmcp man device add | man -l -'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and not __fish_seen_subcommand_from init keygen key migrate device get plan config menu tool health doctor backup audit token serve lab settings completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "status" -d 'Which key source and which data keys are in use'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "verify" -d 'Decrypt every stored credential and count'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "rotate" -d 'Seal every credential with a new data key, or change the outer key'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from key" -f -a "retire" -d 'Lock out the outer key before the last change, and put away data keys that no credential needs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "add" -d 'Add a router, connect to it and say what is missing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "list" -d 'List the routers of the inventory'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "show" -d 'Show what the inventory knows of a router'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "edit" -d 'Change a router\'s entry; what is not named stays'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "remove" -d 'Remove a router, its stored password and its kept configurations from the inventory'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "test" -d 'Connect to a router and say what is missing'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "trust" -d 'Show the certificate that a router presents, and trust exactly it from now on'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "set-credential" -d 'Store another user name and password for a router, and try them'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "import" -d 'Add many routers from a list: CSV, YAML or the address book of WinBox'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from device" -f -a "bootstrap" -d 'Print the RouterOS script that prepares a router: an account with few rights, and TLS'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "create" -d 'Plan a change; routers are read, nothing is written'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "list" -d 'List plans, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "show" -d 'Show a plan: in words, as a difference, as a script, or what happened to it'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "approve" -d 'Approve a plan, exactly as it is'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "reject" -d 'Reject a plan'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "apply" -d 'Apply a plan: arm the guard, write, verify over a new connection, confirm'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "confirm" -d 'Confirm an applied plan before its guard undoes it'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "rollback" -d 'Undo a plan that is not confirmed yet, or whose undo did not succeed'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "cancel" -d 'Withdraw a plan that was not applied, or say that one that needs attention is settled'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "recipes" -d 'List the recipes and their parameters'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from plan" -f -a "recover" -d 'Take up plans that a crash left in the middle, or that a silent router has undone since'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "snapshot" -d 'Keep the configuration that routers have now; one that is still the same takes no more room'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "history" -d 'List the kept configurations of a router, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "diff" -d 'Compare two configurations of a router; exit code 5 when they differ'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "drift" -d 'Compare what runs on routers with the snapshot approved last, or else the newest; exit code 5 when it differs'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from config" -f -a "export" -d 'Print the configuration of a router as RouterOS commands, without secrets'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from menu" -f -a "list" -d 'List the menus'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from menu" -f -a "show" -d 'Show the fields of a menu'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from tool" -f -a "list" -d 'List the tools'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from tool" -f -a "show" -d 'Show a tool\'s description and schemas'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from tool" -f -a "call" -d 'Call a tool as an MCP client would'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "create" -d 'Make a backup while everything goes on'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "list" -d 'List backups; needs no key'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "verify" -d 'Read a backup as a restore would, and compare everything in it'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "restore" -d 'Restore a backup'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "prune" -d 'Delete backups that need not stay, by the rules of restic'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from backup" -f -a "drill" -d 'Restore a backup aside and use it: migrate, open every credential, verify the audit trail'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "list" -d 'List what was done, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "verify" -d 'Check that no row was altered, taken out or put in'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from audit" -f -a "export" -d 'Print every row, oldest first, as a JSON object a line with the hashes that bind it to the row before'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "create" -d 'Make a token and print it, once'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "list" -d 'List the tokens, newest first'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "revoke" -d 'Revoke a token; running servers notice within seconds'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from settings" -f -a "show" -d 'Show every setting with its value and where it comes from; secrets are hidden'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from settings" -f -a "check" -d 'Read the settings and say whether they are sound'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from settings" -f -a "schema" -d 'Print the JSON Schema of the settings file'
complete -c rosmcp -n "__fish_rosmcp_using_subcommand help; and __fish_seen_subcommand_from settings" -f -a "example" -d 'Print a settings file with every key, its meaning and its default'
