import react from '@vitejs/plugin-react'
import { defineConfig, loadEnv } from 'vite'

const here = (path: string) => decodeURIComponent(new URL(path, import.meta.url).pathname)

/** A running host, named by `DEV_HOST_URL`; the dev server hands API calls on to it. */
const host = loadEnv('', here('..'), 'DEV_')['DEV_HOST_URL'] ?? 'http://127.0.0.1:7420'
const apiPaths = ['/api', '/auth', '/health', '/ready', '/openapi.json', '/docs']

/**
 * The dashboard, for a browser and for the desktop window alike: both serve it under `/dashboard/` beside the API, so
 * that addresses, history and relative calls are the same in both.
 */
export default defineConfig({
  root: here('.'),
  base: '/dashboard/',
  plugins: [react()],
  build: {
    outDir: here('../out/dashboard'),
    emptyOutDir: true,
    // The oldest engine that shows it: the Electron that smoke tests can get (Chromium 108).
    target: 'chrome108',
    // Nothing is inlined as data: URLs: the policy allows fonts and images from our own origin alone.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(
      // The host refuses foreign origins (DNS rebinding), so a call passed on carries the host's own.
      apiPaths.map((path) => [path, { target: host, changeOrigin: true, headers: { origin: new URL(host).origin } }]),
    ),
  },
})
