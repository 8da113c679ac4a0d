import type { Configuration } from 'electron-builder'

export const PRODUCT = 'AgenticMail Control Center'
/** Name of the program on Linux. */
export const PROGRAM = 'agenticmail-control-center'

export interface PackedWith {
  /** Folder of an unpacked Electron for this platform. */
  readonly electron: string
  readonly version: string
  readonly output: string
  /** Leaves the door open by which tests drive the app; never for people. */
  readonly forTests: boolean
}

/** The folder of each package. */
const packages = 'node_modules/{*,@*/*}'

/* oxlint-disable no-template-curly-in-string -- electron-builder fills in ${platform}, ${os} and ${arch} */

/** What is packed and how. Runtime dependencies go along without what belongs to other platforms, compilers or readers. */
export function packConfig({ electron, version, output, forTests }: PackedWith): Configuration {
  return {
    appId: 'com.agenticmail.control-center',
    productName: PRODUCT,
    copyright: 'MIT license',
    electronDist: electron,
    electronVersion: version,
    directories: { output, buildResources: 'resources/icons' },
    protocols: [{ name: 'AgenticMail', schemes: ['agenticmail'] }],
    files: [
      'out/{main,preload,engine,agent,dashboard}/**',
      'resources/**',
      'package.json',
      { from: 'node_modules/@scalar/api-reference/dist/browser', to: 'out/docs', filter: ['standalone.js'] },
      '!**/*.{ts,mts,cts,tsx,map,md,markdown,flow,c,cc,cpp,h,gyp,gypi,mk,o,obj,a}',
      '!**/*.{test,spec}.{js,cjs,mjs}',
      `!${packages}/{test,tests,__tests__,testing,example,examples,docs,doc,benchmark,benchmarks,.*}/**`,
      `!${packages}/{prebuilds,deps}/**`,
      'node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node',
      '!node_modules/better-sqlite3/src/**',
      '!node_modules/keytar/{src,build/Release/obj.target}/**',
      '!node_modules/node-{linux,win}-*/**',
    ],
    // Plain Node for agents of this machine: the app itself cannot run as one (runAsNode is off).
    extraResources: [{ from: 'node_modules/node-${os}-${arch}/bin', to: '.' }],
    // Native parts are loaded from files; the agent and the image contexts are read by other programs.
    asar: true,
    asarUnpack: ['**/*.node', 'out/agent/**', 'resources/agent-image/**'],
    npmRebuild: false,
    electronFuses: {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: forTests,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      // Newer than the Electron of the smoke tests.
      ...(Number.parseInt(version, 10) >= 29 ? { grantFileProtocolExtraPrivileges: false } : {}),
    },
    linux: {
      target: ['dir'],
      executableName: PROGRAM,
      category: 'Development',
      icon: 'resources/icons/icon.png',
    },
    mac: { target: ['dir'], icon: 'resources/icons/icon.png' },
    win: { target: ['dir'], icon: 'resources/icons/icon.png' },
  }
}
