export { createApp } from './app.ts'
export { readiness } from './readiness.ts'
