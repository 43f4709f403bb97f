
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'rosmcp' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'rosmcp'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'rosmcp' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Set up a database and its key, add a first router, and print what an MCP client needs')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Print one base64 key of 32 random bytes and nothing else')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'The encryption keys')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Bring the database''s schema up to date, under a lock, with a backup first')
            [CompletionResult]::new('device', 'device', [CompletionResultType]::ParameterValue, 'The inventory of routers')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Read a menu of one router, or of many with -l or --all')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Changes to routers: plan, approve, apply, confirm')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'The configuration of routers as text, now and over time')
            [CompletionResult]::new('menu', 'menu', [CompletionResultType]::ParameterValue, 'The RouterOS menus that the catalogue describes')
            [CompletionResult]::new('tool', 'tool', [CompletionResultType]::ParameterValue, 'The MCP tools from the shell')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Ask routers how they are, or a running server with --server')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check binary, settings, database, key, audit trail, backups, each device, login and a running server')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Backups of rosmcp''s own data')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'The audit trail')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Local tokens for the MCP server')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run the MCP server')
            [CompletionResult]::new('lab', 'lab', [CompletionResultType]::ParameterValue, 'Run simulated routers on loopback until interrupted')
            [CompletionResult]::new('settings', 'settings', [CompletionResultType]::ParameterValue, 'rosmcp''s own settings')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page in roff, which man reads: rosmcp man device add | man -l -')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;init' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--non-interactive', '--non-interactive', [CompletionResultType]::ParameterName, 'Ask nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;keygen' {
            [CompletionResult]::new('--out', '--out', [CompletionResultType]::ParameterName, 'Write it to this new file with mode 0600 instead; never overwrites')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;key' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Which key source and which data keys are in use')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Decrypt every stored credential and count')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Seal every credential with a new data key, or change the outer key')
            [CompletionResult]::new('retire', 'retire', [CompletionResultType]::ParameterValue, 'Lock out the outer key before the last change, and put away data keys that no credential needs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;key;status' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;key;verify' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;key;rotate' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--outer', '--outer', [CompletionResultType]::ParameterName, 'Wrap the data keys with the configured outer key instead, which `encryption_key_previous` wraps so far')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;key;retire' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--without-backup', '--without-backup', [CompletionResultType]::ParameterName, 'Do not ask for a backup')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;key;help' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Which key source and which data keys are in use')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Decrypt every stored credential and count')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Seal every credential with a new data key, or change the outer key')
            [CompletionResult]::new('retire', 'retire', [CompletionResultType]::ParameterValue, 'Lock out the outer key before the last change, and put away data keys that no credential needs')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;key;help;status' {
            break
        }
        'rosmcp;key;help;verify' {
            break
        }
        'rosmcp;key;help;rotate' {
            break
        }
        'rosmcp;key;help;retire' {
            break
        }
        'rosmcp;key;help;help' {
            break
        }
        'rosmcp;migrate' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Move everything from this database to the configured one, which must be empty')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where to, instead of the configured database; a URL with a password belongs into its setting')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only show what the database has and lacks')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only show what would be done')
            [CompletionResult]::new('--check', '--check', [CompletionResultType]::ParameterName, 'Only check whether this rosmcp can use the database; exit code 5 when it would have to be brought up to date')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a router, connect to it and say what is missing')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the routers of the inventory')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what the inventory knows of a router')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Change a router''s entry; what is not named stays')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a router, its stored password and its kept configurations from the inventory')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Connect to a router and say what is missing')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Show the certificate that a router presents, and trust exactly it from now on')
            [CompletionResult]::new('set-credential', 'set-credential', [CompletionResultType]::ParameterValue, 'Store another user name and password for a router, and try them')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Add many routers from a list: CSV, YAML or the address book of WinBox')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Print the RouterOS script that prepares a router: an account with few rights, and TLS')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;device;add' {
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Host name, IPv4 or IPv6 address')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'TCP port [default: 443, 80 with --plain-http; API 8729, 8728]')
            [CompletionResult]::new('--transport', '--transport', [CompletionResultType]::ParameterName, 'How to talk to it')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'RouterOS user that rosmcp logs in as')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read its password from this file')
            [CompletionResult]::new('--tls-pin', '--tls-pin', [CompletionResultType]::ParameterName, 'Trust exactly the certificate with this SHA-256')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust certificates of this authority (PEM)')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'lab, staging or prod [default: the setting environment]')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'A label, key=value; may be given several times')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read its password from stdin')
            [CompletionResult]::new('--plain-http', '--plain-http', [CompletionResultType]::ParameterName, 'No TLS: the password can be read on the way')
            [CompletionResult]::new('--allow-advanced-writes', '--allow-advanced-writes', [CompletionResultType]::ParameterName, 'Allow low-risk changes to this one device')
            [CompletionResult]::new('--allow-professional-workflows', '--allow-professional-workflows', [CompletionResultType]::ParameterName, 'Allow high-risk changes and changes to many devices')
            [CompletionResult]::new('--allow-firewall-writes', '--allow-firewall-writes', [CompletionResultType]::ParameterName, 'Allow changes to the firewall')
            [CompletionResult]::new('--allow-routing-writes', '--allow-routing-writes', [CompletionResultType]::ParameterName, 'Allow changes to routing')
            [CompletionResult]::new('--allow-wireless-writes', '--allow-wireless-writes', [CompletionResultType]::ParameterName, 'Allow changes to wireless interfaces')
            [CompletionResult]::new('--allow-dhcp-writes', '--allow-dhcp-writes', [CompletionResultType]::ParameterName, 'Allow changes to DHCP servers, pools and leases')
            [CompletionResult]::new('--allow-bridge-writes', '--allow-bridge-writes', [CompletionResultType]::ParameterName, 'Allow changes to bridges and their VLANs')
            [CompletionResult]::new('--allow-bandwidth-test', '--allow-bandwidth-test', [CompletionResultType]::ParameterName, 'Allow bandwidth tests, which load the line')
            [CompletionResult]::new('--no-check', '--no-check', [CompletionResultType]::ParameterName, 'Add it without connecting')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;list' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Only the ones that match, e.g. env=lab,tag:site=ams')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Only the ones that match, e.g. env=lab,tag:site=ams')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;edit' {
            [CompletionResult]::new('--rename', '--rename', [CompletionResultType]::ParameterName, 'New name')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'New host name or address')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'New TCP port')
            [CompletionResult]::new('--transport', '--transport', [CompletionResultType]::ParameterName, 'Another transport')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'RouterOS user that rosmcp logs in as')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read its password from this file')
            [CompletionResult]::new('--tls-pin', '--tls-pin', [CompletionResultType]::ParameterName, 'Trust exactly the certificate with this SHA-256')
            [CompletionResult]::new('--ca-file', '--ca-file', [CompletionResultType]::ParameterName, 'Trust certificates of this authority (PEM)')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'lab, staging or prod')
            [CompletionResult]::new('--tag', '--tag', [CompletionResultType]::ParameterName, 'Set a label, key=value')
            [CompletionResult]::new('--untag', '--untag', [CompletionResultType]::ParameterName, 'Remove a label')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read its password from stdin')
            [CompletionResult]::new('--plain-http', '--plain-http', [CompletionResultType]::ParameterName, 'No TLS: the password can be read on the way')
            [CompletionResult]::new('--allow-advanced-writes', '--allow-advanced-writes', [CompletionResultType]::ParameterName, 'Allow low-risk changes to this one device')
            [CompletionResult]::new('--allow-professional-workflows', '--allow-professional-workflows', [CompletionResultType]::ParameterName, 'Allow high-risk changes and changes to many devices')
            [CompletionResult]::new('--allow-firewall-writes', '--allow-firewall-writes', [CompletionResultType]::ParameterName, 'Allow changes to the firewall')
            [CompletionResult]::new('--allow-routing-writes', '--allow-routing-writes', [CompletionResultType]::ParameterName, 'Allow changes to routing')
            [CompletionResult]::new('--allow-wireless-writes', '--allow-wireless-writes', [CompletionResultType]::ParameterName, 'Allow changes to wireless interfaces')
            [CompletionResult]::new('--allow-dhcp-writes', '--allow-dhcp-writes', [CompletionResultType]::ParameterName, 'Allow changes to DHCP servers, pools and leases')
            [CompletionResult]::new('--allow-bridge-writes', '--allow-bridge-writes', [CompletionResultType]::ParameterName, 'Allow changes to bridges and their VLANs')
            [CompletionResult]::new('--allow-bandwidth-test', '--allow-bandwidth-test', [CompletionResultType]::ParameterName, 'Allow bandwidth tests, which load the line')
            [CompletionResult]::new('--deny-advanced-writes', '--deny-advanced-writes', [CompletionResultType]::ParameterName, 'No longer allow low-risk changes to this one device')
            [CompletionResult]::new('--deny-professional-workflows', '--deny-professional-workflows', [CompletionResultType]::ParameterName, 'No longer allow high-risk changes and changes to many devices')
            [CompletionResult]::new('--deny-firewall-writes', '--deny-firewall-writes', [CompletionResultType]::ParameterName, 'No longer allow changes to the firewall')
            [CompletionResult]::new('--deny-routing-writes', '--deny-routing-writes', [CompletionResultType]::ParameterName, 'No longer allow changes to routing')
            [CompletionResult]::new('--deny-wireless-writes', '--deny-wireless-writes', [CompletionResultType]::ParameterName, 'No longer allow changes to wireless interfaces')
            [CompletionResult]::new('--deny-dhcp-writes', '--deny-dhcp-writes', [CompletionResultType]::ParameterName, 'No longer allow changes to DHCP servers, pools and leases')
            [CompletionResult]::new('--deny-bridge-writes', '--deny-bridge-writes', [CompletionResultType]::ParameterName, 'No longer allow changes to bridges and their VLANs')
            [CompletionResult]::new('--deny-bandwidth-test', '--deny-bandwidth-test', [CompletionResultType]::ParameterName, 'No longer allow bandwidth tests, which load the line')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;remove' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;test' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;trust' {
            [CompletionResult]::new('--fingerprint', '--fingerprint', [CompletionResultType]::ParameterName, 'Trust it only if it is this one; nothing is asked then')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;set-credential' {
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'RouterOS user that rosmcp logs in as')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read its password from this file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read its password from stdin')
            [CompletionResult]::new('--no-check', '--no-check', [CompletionResultType]::ParameterName, 'Store them without connecting')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;import' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What it is written in [default: from its content and its name]')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'RouterOS user that rosmcp logs in as')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read its password from this file')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read its password from stdin')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be added, and add nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;bootstrap' {
            [CompletionResult]::new('--transport', '--transport', [CompletionResultType]::ParameterName, 'Which service rosmcp will use')
            [CompletionResult]::new('--username', '--username', [CompletionResultType]::ParameterName, 'RouterOS user that rosmcp logs in as')
            [CompletionResult]::new('--password-file', '--password-file', [CompletionResultType]::ParameterName, 'Read its password from this file')
            [CompletionResult]::new('--allow-from', '--allow-from', [CompletionResultType]::ParameterName, 'Only from this address or network may the account log in; may be given several times')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--password-stdin', '--password-stdin', [CompletionResultType]::ParameterName, 'Read its password from stdin')
            [CompletionResult]::new('--write', '--write', [CompletionResultType]::ParameterName, 'Let rosmcp change the router, too')
            [CompletionResult]::new('--exports', '--exports', [CompletionResultType]::ParameterName, 'Let rosmcp write the files that configuration exports need; so it is anyway where the settings want regular snapshots')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;device;help' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a router, connect to it and say what is missing')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the routers of the inventory')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what the inventory knows of a router')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Change a router''s entry; what is not named stays')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a router, its stored password and its kept configurations from the inventory')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Connect to a router and say what is missing')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Show the certificate that a router presents, and trust exactly it from now on')
            [CompletionResult]::new('set-credential', 'set-credential', [CompletionResultType]::ParameterValue, 'Store another user name and password for a router, and try them')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Add many routers from a list: CSV, YAML or the address book of WinBox')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Print the RouterOS script that prepares a router: an account with few rights, and TLS')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;device;help;add' {
            break
        }
        'rosmcp;device;help;list' {
            break
        }
        'rosmcp;device;help;show' {
            break
        }
        'rosmcp;device;help;edit' {
            break
        }
        'rosmcp;device;help;remove' {
            break
        }
        'rosmcp;device;help;test' {
            break
        }
        'rosmcp;device;help;trust' {
            break
        }
        'rosmcp;device;help;set-credential' {
            break
        }
        'rosmcp;device;help;import' {
            break
        }
        'rosmcp;device;help;bootstrap' {
            break
        }
        'rosmcp;device;help;help' {
            break
        }
        'rosmcp;get' {
            [CompletionResult]::new('--where', '--where', [CompletionResultType]::ParameterName, 'A condition: field=value, !=, >, >=, <, <=, ~ (contains), field? (present) or field!? (absent); all must hold')
            [CompletionResult]::new('--fields', '--fields', [CompletionResultType]::ParameterName, 'Only these fields, separated by commas')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Rows per device, 1 to 1000; all of them when left out')
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All devices of this environment')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Plan a change; routers are read, nothing is written')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List plans, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a plan: in words, as a difference, as a script, or what happened to it')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Approve a plan, exactly as it is')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Reject a plan')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Apply a plan: arm the guard, write, verify over a new connection, confirm')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm an applied plan before its guard undoes it')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Undo a plan that is not confirmed yet, or whose undo did not succeed')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Withdraw a plan that was not applied, or say that one that needs attention is settled')
            [CompletionResult]::new('recipes', 'recipes', [CompletionResultType]::ParameterValue, 'List the recipes and their parameters')
            [CompletionResult]::new('recover', 'recover', [CompletionResultType]::ParameterValue, 'Take up plans that a crash left in the middle, or that a silent router has undone since')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;plan;create' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--steps', '--steps', [CompletionResultType]::ParameterName, 'The steps')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'A file with the steps; - is stdin')
            [CompletionResult]::new('--file', '--file', [CompletionResultType]::ParameterName, 'A file with the steps; - is stdin')
            [CompletionResult]::new('--recipe', '--recipe', [CompletionResultType]::ParameterName, 'A recipe; `rosmcp plan recipes` lists them')
            [CompletionResult]::new('--param', '--param', [CompletionResultType]::ParameterName, 'A parameter of the recipe')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--confirm-within', '--confirm-within', [CompletionResultType]::ParameterName, 'Seconds after which the router undoes what nobody confirmed, 30 to 3600')
            [CompletionResult]::new('--waves', '--waves', [CompletionResultType]::ParameterName, 'How far each wave reaches, as numbers of devices or shares; one more takes the rest')
            [CompletionResult]::new('--soak', '--soak', [CompletionResultType]::ParameterName, 'Seconds between a wave and the look at its devices')
            [CompletionResult]::new('--max-failures', '--max-failures', [CompletionResultType]::ParameterName, 'From how many failed devices on it stops')
            [CompletionResult]::new('--on-failure', '--on-failure', [CompletionResultType]::ParameterName, 'What becomes of the devices that have the change when it stops')
            [CompletionResult]::new('--max-cpu', '--max-cpu', [CompletionResultType]::ParameterName, 'The CPU load that no device may have reached after a wave')
            [CompletionResult]::new('--max-memory', '--max-memory', [CompletionResultType]::ParameterName, 'The use of memory that no device may have reached after a wave')
            [CompletionResult]::new('--must-reach', '--must-reach', [CompletionResultType]::ParameterName, 'A host that each device must reach by ping after a wave')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All devices of this environment')
            [CompletionResult]::new('--confirm-manually', '--confirm-manually', [CompletionResultType]::ParameterName, 'Wait for `plan confirm` instead of confirming once everything is checked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;list' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only plans in this state, e.g. pending')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many, 1 to 10000')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;show' {
            [CompletionResult]::new('--how', '--how', [CompletionResultType]::ParameterName, 'How')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;approve' {
            [CompletionResult]::new('--digest', '--digest', [CompletionResultType]::ParameterName, 'The digest, at least its first 12 digits; asked for on a terminal')
            [CompletionResult]::new('--note', '--note', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--acknowledge-risk', '--acknowledge-risk', [CompletionResultType]::ParameterName, 'Say that the critical risk is understood')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;reject' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;apply' {
            [CompletionResult]::new('--digest', '--digest', [CompletionResultType]::ParameterName, 'The digest, at least its first 12 digits; nothing is asked then')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;confirm' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;rollback' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;cancel' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;recipes' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;recover' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;plan;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Plan a change; routers are read, nothing is written')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List plans, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a plan: in words, as a difference, as a script, or what happened to it')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Approve a plan, exactly as it is')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Reject a plan')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Apply a plan: arm the guard, write, verify over a new connection, confirm')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm an applied plan before its guard undoes it')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Undo a plan that is not confirmed yet, or whose undo did not succeed')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Withdraw a plan that was not applied, or say that one that needs attention is settled')
            [CompletionResult]::new('recipes', 'recipes', [CompletionResultType]::ParameterValue, 'List the recipes and their parameters')
            [CompletionResult]::new('recover', 'recover', [CompletionResultType]::ParameterValue, 'Take up plans that a crash left in the middle, or that a silent router has undone since')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;plan;help;create' {
            break
        }
        'rosmcp;plan;help;list' {
            break
        }
        'rosmcp;plan;help;show' {
            break
        }
        'rosmcp;plan;help;approve' {
            break
        }
        'rosmcp;plan;help;reject' {
            break
        }
        'rosmcp;plan;help;apply' {
            break
        }
        'rosmcp;plan;help;confirm' {
            break
        }
        'rosmcp;plan;help;rollback' {
            break
        }
        'rosmcp;plan;help;cancel' {
            break
        }
        'rosmcp;plan;help;recipes' {
            break
        }
        'rosmcp;plan;help;recover' {
            break
        }
        'rosmcp;plan;help;help' {
            break
        }
        'rosmcp;config' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'Keep the configuration that routers have now; one that is still the same takes no more room')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'List the kept configurations of a router, newest first')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two configurations of a router; exit code 5 when they differ')
            [CompletionResult]::new('drift', 'drift', [CompletionResultType]::ParameterValue, 'Compare what runs on routers with the snapshot approved last, or else the newest; exit code 5 when it differs')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the configuration of a router as RouterOS commands, without secrets')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;config;snapshot' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All devices of this environment')
            [CompletionResult]::new('--approve', '--approve', [CompletionResultType]::ParameterName, 'Call it right: `config drift` compares with it from now on')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;config;history' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most this many, 1 to 10000')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;config;diff' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;config;drift' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All devices of this environment')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;config;export' {
            [CompletionResult]::new('--snapshot', '--snapshot', [CompletionResultType]::ParameterName, 'A kept configuration by its id, instead of the one that runs')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'As the router wrote it, dates, remarks and line breaks included; it is RouterOS that leaves the secrets out')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;config;help' {
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'Keep the configuration that routers have now; one that is still the same takes no more room')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'List the kept configurations of a router, newest first')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two configurations of a router; exit code 5 when they differ')
            [CompletionResult]::new('drift', 'drift', [CompletionResultType]::ParameterValue, 'Compare what runs on routers with the snapshot approved last, or else the newest; exit code 5 when it differs')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the configuration of a router as RouterOS commands, without secrets')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;config;help;snapshot' {
            break
        }
        'rosmcp;config;help;history' {
            break
        }
        'rosmcp;config;help;diff' {
            break
        }
        'rosmcp;config;help;drift' {
            break
        }
        'rosmcp;config;help;export' {
            break
        }
        'rosmcp;config;help;help' {
            break
        }
        'rosmcp;menu' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the menus')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the fields of a menu')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;menu;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;menu;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;menu;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the menus')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the fields of a menu')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;menu;help;list' {
            break
        }
        'rosmcp;menu;help;show' {
            break
        }
        'rosmcp;menu;help;help' {
            break
        }
        'rosmcp;tool' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tools')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a tool''s description and schemas')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Call a tool as an MCP client would')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;tool;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;tool;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;tool;call' {
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Its arguments')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;tool;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tools')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a tool''s description and schemas')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Call a tool as an MCP client would')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;tool;help;list' {
            break
        }
        'rosmcp;tool;help;show' {
            break
        }
        'rosmcp;tool;help;call' {
            break
        }
        'rosmcp;tool;help;help' {
            break
        }
        'rosmcp;health' {
            [CompletionResult]::new('-l', '-l', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--selector', '--selector', [CompletionResultType]::ParameterName, 'Devices that match, e.g. env=lab,tag:site=ams,role!=edge')
            [CompletionResult]::new('--server', '--server', [CompletionResultType]::ParameterName, 'Ask this server''s /health instead, e.g. http://127.0.0.1:8080')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'All devices of this environment')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;doctor' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;backup' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a backup while everything goes on')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List backups; needs no key')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read a backup as a restore would, and compare everything in it')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a backup')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete backups that need not stay, by the rules of restic')
            [CompletionResult]::new('drill', 'drill', [CompletionResultType]::ParameterValue, 'Restore a backup aside and use it: migrate, open every credential, verify the audit trail')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;backup;create' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The directory; `backup_dir` where this is left out')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--with-exports', '--with-exports', [CompletionResultType]::ParameterName, 'Add the configuration of every router, without its secrets')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Afterwards delete the backups that need not stay, as the settings `backup_keep_…` say')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;backup;list' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'The directory; `backup_dir` where this is left out')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;backup;verify' {
            [CompletionResult]::new('--subset', '--subset', [CompletionResultType]::ParameterName, 'One part of them, so that several runs read all, e.g. 1/5')
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'The directory; `backup_dir` where this is left out')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every backup in the directory')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;backup;restore' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Restore as this new database')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Restore in place of the configured database')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;backup;prune' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'The directory; `backup_dir` where this is left out')
            [CompletionResult]::new('--keep-last', '--keep-last', [CompletionResultType]::ParameterName, 'Keep the newest N')
            [CompletionResult]::new('--keep-hourly', '--keep-hourly', [CompletionResultType]::ParameterName, 'Keep the newest of each of N hours that have one')
            [CompletionResult]::new('--keep-daily', '--keep-daily', [CompletionResultType]::ParameterName, 'Keep the newest of each of N days that have one')
            [CompletionResult]::new('--keep-weekly', '--keep-weekly', [CompletionResultType]::ParameterName, 'Keep the newest of each of N weeks that have one')
            [CompletionResult]::new('--keep-monthly', '--keep-monthly', [CompletionResultType]::ParameterName, 'Keep the newest of each of N months that have one')
            [CompletionResult]::new('--keep-yearly', '--keep-yearly', [CompletionResultType]::ParameterName, 'Keep the newest of each of N years that have one')
            [CompletionResult]::new('--keep-within', '--keep-within', [CompletionResultType]::ParameterName, 'Keep what is at most this much older than the newest, e.g. 30d or 1y6m')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would go, and why the rest stays')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;backup;drill' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'The directory; `backup_dir` where this is left out')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;backup;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a backup while everything goes on')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List backups; needs no key')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read a backup as a restore would, and compare everything in it')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a backup')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete backups that need not stay, by the rules of restic')
            [CompletionResult]::new('drill', 'drill', [CompletionResultType]::ParameterValue, 'Restore a backup aside and use it: migrate, open every credential, verify the audit trail')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;backup;help;create' {
            break
        }
        'rosmcp;backup;help;list' {
            break
        }
        'rosmcp;backup;help;verify' {
            break
        }
        'rosmcp;backup;help;restore' {
            break
        }
        'rosmcp;backup;help;prune' {
            break
        }
        'rosmcp;backup;help;drill' {
            break
        }
        'rosmcp;backup;help;help' {
            break
        }
        'rosmcp;audit' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what was done, newest first')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that no row was altered, taken out or put in')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print every row, oldest first, as a JSON object a line with the hashes that bind it to the row before')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;audit;list' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many rows, 1 to 10000')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'Only this device')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'Only this tool')
            [CompletionResult]::new('--action', '--action', [CompletionResultType]::ParameterName, 'Only this action, e.g. device.add, or every one of a kind, e.g. device')
            [CompletionResult]::new('--subject', '--subject', [CompletionResultType]::ParameterName, 'Only this person or service')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'Only this plan')
            [CompletionResult]::new('--outcome', '--outcome', [CompletionResultType]::ParameterName, 'Only this outcome: ok, intent, or the kind of an error')
            [CompletionResult]::new('--decision', '--decision', [CompletionResultType]::ParameterName, 'Only what was allowed, or what role, scope or policy denied')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only since then, e.g. 2026-01-31T00:00:00Z')
            [CompletionResult]::new('--before', '--before', [CompletionResultType]::ParameterName, 'Only older rows than this one')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;audit;verify' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The first row')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The last row')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;audit;export' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only since then, e.g. 2026-01-31T00:00:00Z')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;audit;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what was done, newest first')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that no row was altered, taken out or put in')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print every row, oldest first, as a JSON object a line with the hashes that bind it to the row before')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;audit;help;list' {
            break
        }
        'rosmcp;audit;help;verify' {
            break
        }
        'rosmcp;audit;help;export' {
            break
        }
        'rosmcp;audit;help;help' {
            break
        }
        'rosmcp;token' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a token and print it, once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens, newest first')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token; running servers notice within seconds')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;token;create' {
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'What it may do')
            [CompletionResult]::new('--device', '--device', [CompletionResultType]::ParameterName, 'A device or a selector (tag:site=ams,role!=edge) it may see; give it several times for more; all when left out')
            [CompletionResult]::new('--toolsets', '--toolsets', [CompletionResultType]::ParameterName, 'Toolsets it is limited to, separated by commas; all when left out')
            [CompletionResult]::new('--days', '--days', [CompletionResultType]::ParameterName, 'After how many days it ends, 1 to 3650')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('--person', '--person', [CompletionResultType]::ParameterName, 'A person uses it, who may approve plans with it if the role allows')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;token;list' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;token;revoke' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;token;help' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a token and print it, once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens, newest first')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token; running servers notice within seconds')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;token;help;create' {
            break
        }
        'rosmcp;token;help;list' {
            break
        }
        'rosmcp;token;help;revoke' {
            break
        }
        'rosmcp;token;help;help' {
            break
        }
        'rosmcp;serve' {
            [CompletionResult]::new('--transport', '--transport', [CompletionResultType]::ParameterName, 'How MCP clients connect')
            [CompletionResult]::new('--host', '--host', [CompletionResultType]::ParameterName, 'Address to listen on')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'TCP port to listen on; 0 takes any free one, which the log names')
            [CompletionResult]::new('--lab', '--lab', [CompletionResultType]::ParameterName, 'Add this many simulated routers, lab-1 to lab-N; without a configured database everything is forgotten at the end')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;lab' {
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many')
            [CompletionResult]::new('--model', '--model', [CompletionResultType]::ParameterName, 'Which model; all of them in turn when left out')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Which RouterOS version; each model''s own when left out')
            [CompletionResult]::new('--device-mode', '--device-mode', [CompletionResultType]::ParameterName, 'Which device-mode; each model''s own when left out')
            [CompletionResult]::new('--speed', '--speed', [CompletionResultType]::ParameterName, 'How many times as fast as this machine''s clock the routers'' time runs')
            [CompletionResult]::new('--faults', '--faults', [CompletionResultType]::ParameterName, 'What shall go wrong: a JSON array of faults, as the admin port takes them')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;settings' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting with its value and where it comes from; secrets are hidden')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read the settings and say whether they are sound')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the settings file')
            [CompletionResult]::new('example', 'example', [CompletionResultType]::ParameterValue, 'Print a settings file with every key, its meaning and its default')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;settings;show' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;settings;check' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;settings;schema' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;settings;example' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;settings;help' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting with its value and where it comes from; secrets are hidden')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read the settings and say whether they are sound')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the settings file')
            [CompletionResult]::new('example', 'example', [CompletionResultType]::ParameterValue, 'Print a settings file with every key, its meaning and its default')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;settings;help;show' {
            break
        }
        'rosmcp;settings;help;check' {
            break
        }
        'rosmcp;settings;help;schema' {
            break
        }
        'rosmcp;settings;help;example' {
            break
        }
        'rosmcp;settings;help;help' {
            break
        }
        'rosmcp;completions' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;man' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Settings file (YAML); otherwise $XDG_CONFIG_HOME/rosmcp/config.yaml, then /etc/routeros-mcp/config.yaml')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How data is printed')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'Colour')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Override a setting, e.g. --set environment=prod')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Only errors on stderr')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'More on stderr; twice for debug, three times for trace')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Answer every confirmation with yes')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never prompt, even on a terminal')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rosmcp;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Set up a database and its key, add a first router, and print what an MCP client needs')
            [CompletionResult]::new('keygen', 'keygen', [CompletionResultType]::ParameterValue, 'Print one base64 key of 32 random bytes and nothing else')
            [CompletionResult]::new('key', 'key', [CompletionResultType]::ParameterValue, 'The encryption keys')
            [CompletionResult]::new('migrate', 'migrate', [CompletionResultType]::ParameterValue, 'Bring the database''s schema up to date, under a lock, with a backup first')
            [CompletionResult]::new('device', 'device', [CompletionResultType]::ParameterValue, 'The inventory of routers')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Read a menu of one router, or of many with -l or --all')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Changes to routers: plan, approve, apply, confirm')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'The configuration of routers as text, now and over time')
            [CompletionResult]::new('menu', 'menu', [CompletionResultType]::ParameterValue, 'The RouterOS menus that the catalogue describes')
            [CompletionResult]::new('tool', 'tool', [CompletionResultType]::ParameterValue, 'The MCP tools from the shell')
            [CompletionResult]::new('health', 'health', [CompletionResultType]::ParameterValue, 'Ask routers how they are, or a running server with --server')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check binary, settings, database, key, audit trail, backups, each device, login and a running server')
            [CompletionResult]::new('backup', 'backup', [CompletionResultType]::ParameterValue, 'Backups of rosmcp''s own data')
            [CompletionResult]::new('audit', 'audit', [CompletionResultType]::ParameterValue, 'The audit trail')
            [CompletionResult]::new('token', 'token', [CompletionResultType]::ParameterValue, 'Local tokens for the MCP server')
            [CompletionResult]::new('serve', 'serve', [CompletionResultType]::ParameterValue, 'Run the MCP server')
            [CompletionResult]::new('lab', 'lab', [CompletionResultType]::ParameterValue, 'Run simulated routers on loopback until interrupted')
            [CompletionResult]::new('settings', 'settings', [CompletionResultType]::ParameterValue, 'rosmcp''s own settings')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page in roff, which man reads: rosmcp man device add | man -l -')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rosmcp;help;init' {
            break
        }
        'rosmcp;help;keygen' {
            break
        }
        'rosmcp;help;key' {
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Which key source and which data keys are in use')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Decrypt every stored credential and count')
            [CompletionResult]::new('rotate', 'rotate', [CompletionResultType]::ParameterValue, 'Seal every credential with a new data key, or change the outer key')
            [CompletionResult]::new('retire', 'retire', [CompletionResultType]::ParameterValue, 'Lock out the outer key before the last change, and put away data keys that no credential needs')
            break
        }
        'rosmcp;help;key;status' {
            break
        }
        'rosmcp;help;key;verify' {
            break
        }
        'rosmcp;help;key;rotate' {
            break
        }
        'rosmcp;help;key;retire' {
            break
        }
        'rosmcp;help;migrate' {
            break
        }
        'rosmcp;help;device' {
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Add a router, connect to it and say what is missing')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the routers of the inventory')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show what the inventory knows of a router')
            [CompletionResult]::new('edit', 'edit', [CompletionResultType]::ParameterValue, 'Change a router''s entry; what is not named stays')
            [CompletionResult]::new('remove', 'remove', [CompletionResultType]::ParameterValue, 'Remove a router, its stored password and its kept configurations from the inventory')
            [CompletionResult]::new('test', 'test', [CompletionResultType]::ParameterValue, 'Connect to a router and say what is missing')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Show the certificate that a router presents, and trust exactly it from now on')
            [CompletionResult]::new('set-credential', 'set-credential', [CompletionResultType]::ParameterValue, 'Store another user name and password for a router, and try them')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Add many routers from a list: CSV, YAML or the address book of WinBox')
            [CompletionResult]::new('bootstrap', 'bootstrap', [CompletionResultType]::ParameterValue, 'Print the RouterOS script that prepares a router: an account with few rights, and TLS')
            break
        }
        'rosmcp;help;device;add' {
            break
        }
        'rosmcp;help;device;list' {
            break
        }
        'rosmcp;help;device;show' {
            break
        }
        'rosmcp;help;device;edit' {
            break
        }
        'rosmcp;help;device;remove' {
            break
        }
        'rosmcp;help;device;test' {
            break
        }
        'rosmcp;help;device;trust' {
            break
        }
        'rosmcp;help;device;set-credential' {
            break
        }
        'rosmcp;help;device;import' {
            break
        }
        'rosmcp;help;device;bootstrap' {
            break
        }
        'rosmcp;help;get' {
            break
        }
        'rosmcp;help;plan' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Plan a change; routers are read, nothing is written')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List plans, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a plan: in words, as a difference, as a script, or what happened to it')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Approve a plan, exactly as it is')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Reject a plan')
            [CompletionResult]::new('apply', 'apply', [CompletionResultType]::ParameterValue, 'Apply a plan: arm the guard, write, verify over a new connection, confirm')
            [CompletionResult]::new('confirm', 'confirm', [CompletionResultType]::ParameterValue, 'Confirm an applied plan before its guard undoes it')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Undo a plan that is not confirmed yet, or whose undo did not succeed')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Withdraw a plan that was not applied, or say that one that needs attention is settled')
            [CompletionResult]::new('recipes', 'recipes', [CompletionResultType]::ParameterValue, 'List the recipes and their parameters')
            [CompletionResult]::new('recover', 'recover', [CompletionResultType]::ParameterValue, 'Take up plans that a crash left in the middle, or that a silent router has undone since')
            break
        }
        'rosmcp;help;plan;create' {
            break
        }
        'rosmcp;help;plan;list' {
            break
        }
        'rosmcp;help;plan;show' {
            break
        }
        'rosmcp;help;plan;approve' {
            break
        }
        'rosmcp;help;plan;reject' {
            break
        }
        'rosmcp;help;plan;apply' {
            break
        }
        'rosmcp;help;plan;confirm' {
            break
        }
        'rosmcp;help;plan;rollback' {
            break
        }
        'rosmcp;help;plan;cancel' {
            break
        }
        'rosmcp;help;plan;recipes' {
            break
        }
        'rosmcp;help;plan;recover' {
            break
        }
        'rosmcp;help;config' {
            [CompletionResult]::new('snapshot', 'snapshot', [CompletionResultType]::ParameterValue, 'Keep the configuration that routers have now; one that is still the same takes no more room')
            [CompletionResult]::new('history', 'history', [CompletionResultType]::ParameterValue, 'List the kept configurations of a router, newest first')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Compare two configurations of a router; exit code 5 when they differ')
            [CompletionResult]::new('drift', 'drift', [CompletionResultType]::ParameterValue, 'Compare what runs on routers with the snapshot approved last, or else the newest; exit code 5 when it differs')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print the configuration of a router as RouterOS commands, without secrets')
            break
        }
        'rosmcp;help;config;snapshot' {
            break
        }
        'rosmcp;help;config;history' {
            break
        }
        'rosmcp;help;config;diff' {
            break
        }
        'rosmcp;help;config;drift' {
            break
        }
        'rosmcp;help;config;export' {
            break
        }
        'rosmcp;help;menu' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the menus')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show the fields of a menu')
            break
        }
        'rosmcp;help;menu;list' {
            break
        }
        'rosmcp;help;menu;show' {
            break
        }
        'rosmcp;help;tool' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tools')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show a tool''s description and schemas')
            [CompletionResult]::new('call', 'call', [CompletionResultType]::ParameterValue, 'Call a tool as an MCP client would')
            break
        }
        'rosmcp;help;tool;list' {
            break
        }
        'rosmcp;help;tool;show' {
            break
        }
        'rosmcp;help;tool;call' {
            break
        }
        'rosmcp;help;health' {
            break
        }
        'rosmcp;help;doctor' {
            break
        }
        'rosmcp;help;backup' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a backup while everything goes on')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List backups; needs no key')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Read a backup as a restore would, and compare everything in it')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Restore a backup')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete backups that need not stay, by the rules of restic')
            [CompletionResult]::new('drill', 'drill', [CompletionResultType]::ParameterValue, 'Restore a backup aside and use it: migrate, open every credential, verify the audit trail')
            break
        }
        'rosmcp;help;backup;create' {
            break
        }
        'rosmcp;help;backup;list' {
            break
        }
        'rosmcp;help;backup;verify' {
            break
        }
        'rosmcp;help;backup;restore' {
            break
        }
        'rosmcp;help;backup;prune' {
            break
        }
        'rosmcp;help;backup;drill' {
            break
        }
        'rosmcp;help;audit' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List what was done, newest first')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check that no row was altered, taken out or put in')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Print every row, oldest first, as a JSON object a line with the hashes that bind it to the row before')
            break
        }
        'rosmcp;help;audit;list' {
            break
        }
        'rosmcp;help;audit;verify' {
            break
        }
        'rosmcp;help;audit;export' {
            break
        }
        'rosmcp;help;token' {
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Make a token and print it, once')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the tokens, newest first')
            [CompletionResult]::new('revoke', 'revoke', [CompletionResultType]::ParameterValue, 'Revoke a token; running servers notice within seconds')
            break
        }
        'rosmcp;help;token;create' {
            break
        }
        'rosmcp;help;token;list' {
            break
        }
        'rosmcp;help;token;revoke' {
            break
        }
        'rosmcp;help;serve' {
            break
        }
        'rosmcp;help;lab' {
            break
        }
        'rosmcp;help;settings' {
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every setting with its value and where it comes from; secrets are hidden')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Read the settings and say whether they are sound')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the settings file')
            [CompletionResult]::new('example', 'example', [CompletionResultType]::ParameterValue, 'Print a settings file with every key, its meaning and its default')
            break
        }
        'rosmcp;help;settings;show' {
            break
        }
        'rosmcp;help;settings;check' {
            break
        }
        'rosmcp;help;settings;schema' {
            break
        }
        'rosmcp;help;settings;example' {
            break
        }
        'rosmcp;help;completions' {
            break
        }
        'rosmcp;help;man' {
            break
        }
        'rosmcp;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
