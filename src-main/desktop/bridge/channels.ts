/** Channels between the page and the shell. Alone in this file because a sandboxed preload can load nothing but itself. */
export const channels = {
  fleet: 'desktop:fleet',
  approval: 'desktop:approval',
  badge: 'desktop:badge',
  external: 'desktop:open-external',
  listening: 'desktop:listening',
  intent: 'desktop:intent',
} as const

/** Argument by which the window tells its preload the version of the app. */
export const versionArgument = '--control-center-version='
