export interface ServiceSetting {
  /** The path of `rookery`. */
  readonly program: string;
  /** The path of the data folder. */
  readonly folder: string;
  readonly user: string;
}

/** How long systemd waits after SIGTERM: longer than `server.drainMs` can be. */
const STOP_SECONDS = 660;
const OPEN_FILES = 65_536;

/** A unit for systemd. What it does not need, it cannot do: `systemd-analyze security` has little to say against it. */
export function systemdUnit({ program, folder, user }: ServiceSetting): string {
  const inHome = [program, folder].some((path) => /^\/(?:home|root|run\/user)\//.test(path));
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Unit', ['Description=Rookery mail server', 'Wants=network-online.target', 'After=network-online.target']],
    ['Service', [...life(program, folder, user), ...rights(folder, inHome)]],
    ['Install', ['WantedBy=multi-user.target']],
  ];
  return sections.map(([name, lines]) => `[${name}]\n${lines.join('\n')}\n`).join('\n');
}

function life(program: string, folder: string, user: string): readonly string[] {
  return [
    // It has no word for systemd when it is ready; rookery status says it.
    'Type=exec',
    `User=${user}`,
    `ExecStart=${quoted(program)} serve --dir ${quoted(folder)}`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    'Restart=on-failure',
    'RestartSec=2',
    '# A command line or a configuration that is wrong stays wrong.',
    'RestartPreventExitStatus=2',
    `TimeoutStopSec=${STOP_SECONDS}`,
    `LimitNOFILE=${OPEN_FILES}`,
    'CacheDirectory=rookery',
    'Environment=NODE_COMPILE_CACHE=%C/rookery',
    'UMask=0077',
    '',
  ];
}

function rights(folder: string, inHome: boolean): readonly string[] {
  return [
    '# The ports below 1024, and nothing else that root may do.',
    'AmbientCapabilities=CAP_NET_BIND_SERVICE',
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE',
    'NoNewPrivileges=yes',
    '',
    '# It writes its data folder alone.',
    'ProtectSystem=strict',
    `ReadWritePaths=${quoted(folder)}`,
    `ProtectHome=${inHome ? 'read-only' : 'yes'}`,
    'PrivateTmp=yes',
    'PrivateDevices=yes',
    'ProtectProc=invisible',
    'ProtectClock=yes',
    'ProtectControlGroups=yes',
    'ProtectHostname=yes',
    'ProtectKernelLogs=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
    'RemoveIPC=yes',
    '',
    '# Node makes machine code as it runs, so MemoryDenyWriteExecute cannot be set.',
    'LockPersonality=yes',
    'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK',
    'RestrictNamespaces=yes',
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
    'SystemCallArchitectures=native',
    'SystemCallErrorNumber=EPERM',
    'SystemCallFilter=@system-service',
    'SystemCallFilter=~@privileged',
  ];
}

/** A word of a unit: `%` and `$` have a meaning there, and spaces part words. */
function quoted(path: string): string {
  const text = path.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w./%$@:+-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}
