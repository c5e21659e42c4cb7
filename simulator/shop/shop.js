/** What every page shares: the cart, the visitor, and how the shop says what happened. */
import { currency, productOf } from './catalogue.js'

const keys = { cart: 'shop-cart', user: 'shop-user', order: 'shop-order', log: 'shop-log' }
const logLengthMax = 6
const couponRates = new Map([['WELCOME10', 0.1]])
const taxRate = 0.2
const shippingFee = 4.9
const shippingFreeFrom = 80

const read = (key, fallback) => {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? fallback
  } catch {
    return fallback
  }
}
const write = (key, value) => localStorage.setItem(key, JSON.stringify(value))
const newId = (prefix) => `${prefix}-${crypto.randomUUID().slice(0, 8).toUpperCase()}`
const cents = (amount) => Math.round(amount * 100) / 100

export const money = (amount) =>
  new Intl.NumberFormat('en-IE', { style: 'currency', currency }).format(amount)

/** Without the collector's script the shop works all the same; it only has nobody to tell. */
export const track = (name, properties) => {
  window._df?.track(name, properties)
  note(name)
}

export const identify = (userId, traits) => {
  window._df?.identify(userId, traits)
  note('identify')
}

/** The cart: `{ id, coupon, lines: [{ productId, quantity }] }`. */
export const readCart = () => read(keys.cart, { id: newId('CART'), coupon: '', lines: [] })
export const writeCart = (cart) => {
  write(keys.cart, cart)
  showHeader()
}
export const clearCart = () => {
  localStorage.removeItem(keys.cart)
  showHeader()
}

export const readUser = () => read(keys.user, null)
export const writeUser = (user) => {
  write(keys.user, user)
  showHeader()
}
export const newUserId = () => newId('USER')

export const readOrder = () => read(keys.order, null)
export const writeOrder = (order) => write(keys.order, order)
export const newOrderId = () => newId('ORDER')

/** A product as events carry it. */
export const itemOf = (product, more = {}) => ({
  product_id: product.id,
  sku: product.sku,
  name: product.name,
  category: product.category,
  brand: product.brand,
  variant: product.variant,
  price: product.price,
  currency,
  url: new URL(`product.html?id=${product.id}`, location.href).href,
  ...more,
})

export const linesOf = (cart) =>
  cart.lines.flatMap((line) => {
    const product = productOf(line.productId)
    return product === undefined ? [] : [{ product, quantity: line.quantity }]
  })

export const itemsOf = (cart) =>
  linesOf(cart).map(({ product, quantity }, index) =>
    itemOf(product, { quantity, position: index + 1 }),
  )

/** All sums of a cart, rounded to cents. */
export const sumsOf = (cart) => {
  const subtotal = cents(
    linesOf(cart).reduce((sum, { product, quantity }) => sum + product.price * quantity, 0),
  )
  const discount = cents(subtotal * (couponRates.get(cart.coupon) ?? 0))
  const revenue = cents(subtotal - discount)
  const shipping = revenue === 0 || revenue >= shippingFreeFrom ? 0 : shippingFee
  const tax = cents(revenue * taxRate)
  return { subtotal, discount, revenue, shipping, tax, total: cents(revenue + shipping + tax) }
}

export const isCoupon = (code) => couponRates.has(code)

export const quantityOf = (cart) => cart.lines.reduce((sum, line) => sum + line.quantity, 0)

export const showHeader = () => {
  const count = quantityOf(readCart())
  const cartLink = document.querySelector('#cart-link')
  cartLink.textContent = count === 0 ? 'Cart' : `Cart (${count})`
  const user = readUser()
  const signUpLink = document.querySelector('#sign-up-link')
  signUpLink.textContent = user === null ? 'Sign up' : `Hello, ${user.firstName}`
  showLog()
}

/** The visitor of a demonstration wants to see what the shop has just sent. */
const note = (name) => {
  const time = new Date().toLocaleTimeString('en-GB')
  write(keys.log, [{ time, name }, ...read(keys.log, [])].slice(0, logLengthMax))
  showLog()
}

const showLog = () => {
  const list = document.querySelector('#event-log')
  const entries = read(keys.log, [])
  list.replaceChildren(
    ...entries.map(({ time, name }) => {
      const item = document.createElement('li')
      const clock = document.createElement('time')
      clock.textContent = time
      item.append(clock, name)
      return item
    }),
  )
}

/** Forgets this visitor, so that the next demonstration begins with a new one. */
export const beginAnew = () => {
  for (const key of Object.values(keys)) localStorage.removeItem(key)
  window._df?.reset?.()
  location.href = './'
}
