export { liveEventSchema, type LiveEvent, type NumberedEvent } from './live-event.ts'
export { createLiveFeed, type LiveFeed } from './live-feed.ts'
