export { openBundleKeeper, type BundleKeeper } from './bundle-keeper.ts'
