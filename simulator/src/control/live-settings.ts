import type { ShopSettings } from '../shop/shop-routes.ts'
import type { Switches } from './switches.ts'

/** What can be changed while the practice org runs, besides the org itself; everybody reads it at each use. */
export type LiveSettings = {
  switches(): Switches
  setSwitches(switches: Switches): void
  shop(): ShopSettings
  setShop(shop: ShopSettings): void
  /** Back to how it was started. */
  reset(): void
}

export function createLiveSettings(atStart: {
  readonly switches: Switches
  readonly shop: ShopSettings
}): LiveSettings {
  let { switches, shop } = atStart
  return {
    switches: () => switches,
    setSwitches: (changed) => {
      switches = changed
    },
    shop: () => shop,
    setShop: (changed) => {
      shop = changed
    },
    reset: () => {
      switches = atStart.switches
      shop = atStart.shop
    },
  }
}
