import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const root = import.meta.dirname

/** The address of a running host, set by `npm run dev`: the dev server hands API calls on to it. */
const host = process.env['DEV_HOST_URL']
const apiPaths = ['/api', '/auth', '/health', '/ready', '/openapi.json', '/docs']

/**
 * The renderer, for the browser and for the desktop window alike. Relative addresses, because one
 * is served under /dashboard/ and the other from app://.
 */
export default defineConfig({
  root: join(root, 'src-renderer'),
  base: './',
  plugins: [react()],
  build: {
    outDir: join(root, 'out', 'renderer'),
    emptyOutDir: true,
    minify: true,
    // The oldest engine that shows it: the Electron that smoke tests can get (Chromium 108).
    target: 'chrome108',
  },
  server: {
    host: '127.0.0.1',
    ...(host === undefined ? {} : { proxy: Object.fromEntries(apiPaths.map((path) => [path, proxyTo(host)])) }),
  },
})

/** The host refuses foreign origins (DNS rebinding), so a call passed on carries the host's own. */
function proxyTo(target: string) {
  return { target, changeOrigin: true, headers: { origin: new URL(target).origin } }
}
