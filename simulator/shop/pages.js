/** One function for each page, chosen by `data-page` of the body. */
import { currency, productOf, products } from './catalogue.js'
import {
  beginAnew,
  clearCart,
  identify,
  isCoupon,
  itemOf,
  itemsOf,
  linesOf,
  money,
  newOrderId,
  newUserId,
  readCart,
  readOrder,
  readUser,
  showHeader,
  sumsOf,
  track,
  writeCart,
  writeOrder,
  writeUser,
} from './shop.js'

const find = (selector) => document.querySelector(selector)

/** Text comes from the catalogue or is put in by `textContent`; nothing a visitor types becomes HTML. */
const elementOf = (html) => {
  const template = document.createElement('template')
  template.innerHTML = html.trim()
  return template.content.firstElementChild
}

const addToCart = (product, quantity) => {
  const cart = readCart()
  const line = cart.lines.find((candidate) => candidate.productId === product.id)
  if (line === undefined) cart.lines.push({ productId: product.id, quantity })
  else line.quantity += quantity
  writeCart(cart)
  track('Product Added', { cart_id: cart.id, ...itemOf(product, { quantity }) })
}

const say = (text) => {
  const status = find('#status')
  status.textContent = text
  // Reading the width between the two lets the animation begin again.
  status.classList.remove('shown')
  void status.offsetWidth
  status.classList.add('shown')
}

const showList = () => {
  find('#products').replaceChildren(
    ...products.map((product) => {
      const card = elementOf(`
        <li class="card">
          <a class="card-picture" href="product.html?id=${product.id}" aria-label="${product.name}">${product.picture}</a>
          <div class="card-text">
            <p class="quiet">${product.category}</p>
            <h3><a href="product.html?id=${product.id}">${product.name}</a></h3>
            <p class="price">${money(product.price)}</p>
          </div>
          <button type="button" class="button-quiet" aria-label="Add ${product.name} to cart">Add</button>
        </li>`)
      card.querySelector('button').addEventListener('click', () => {
        addToCart(product, 1)
        say(`${product.name} is in your cart.`)
      })
      return card
    }),
  )
  track('Product List Viewed', {
    list_id: 'home',
    category: 'All',
    products: products.map((product, index) => itemOf(product, { position: index + 1 })),
  })
}

const showProduct = () => {
  const product = productOf(new URLSearchParams(location.search).get('id')) ?? products[0]
  document.title = `${product.name} · Harbour & Pine`
  find('#picture').innerHTML = product.picture
  find('#category').textContent = product.category
  find('#name').textContent = product.name
  find('#price').textContent = money(product.price)
  find('#text').textContent = product.text
  find('#variant').textContent = product.variant
  find('#brand').textContent = product.brand
  find('#sku').textContent = product.sku
  find('#add').addEventListener('submit', (event) => {
    event.preventDefault()
    const quantity = Number(find('#quantity').value)
    addToCart(product, quantity)
    say(`${quantity} × ${product.name} added. `)
    find('#status').append(elementOf('<a href="cart.html">View cart</a>'))
  })
  track('Product Viewed', itemOf(product, { quantity: 1 }))
}

const showCart = () => {
  const cart = readCart()
  writeCart(cart)
  drawCart()
  track('Cart Viewed', { cart_id: cart.id, products: itemsOf(cart) })

  find('#coupon-form').addEventListener('submit', (event) => {
    event.preventDefault()
    const code = find('#coupon').value.trim().toUpperCase()
    writeCart({ ...readCart(), coupon: isCoupon(code) ? code : '' })
    say(isCoupon(code) ? `Coupon ${code} applied.` : 'This coupon is not known.')
    drawCart()
  })
  find('#check-out').addEventListener('click', () => {
    const current = readCart()
    const orderId = newOrderId()
    find('#check-out').hidden = true
    find('#checkout').hidden = false
    find('#checkout').dataset.orderId = orderId
    const user = readUser()
    find('#ship-to').textContent =
      user === null
        ? 'You order as a guest; pay on delivery.'
        : `For ${user.firstName} ${user.lastName}; pay on delivery.`
    track('Checkout Started', { order_id: orderId, ...orderPropertiesOf(current) })
    find('#place-order').focus()
  })
  find('#place-order').addEventListener('click', () => {
    const orderId = find('#checkout').dataset.orderId
    const current = readCart()
    writeOrder({ isSent: false, orderId, properties: orderPropertiesOf(current) })
    clearCart()
    location.href = `order-done.html?order=${orderId}`
  })
}

const orderPropertiesOf = (cart) => {
  const { subtotal, discount, revenue, shipping, tax, total } = sumsOf(cart)
  return {
    checkout_id: cart.id,
    cart_id: cart.id,
    affiliation: 'Harbour & Pine',
    total,
    subtotal,
    revenue,
    shipping,
    tax,
    discount,
    ...(cart.coupon === '' ? {} : { coupon: cart.coupon }),
    currency,
    products: itemsOf(cart),
  }
}

const drawCart = () => {
  const cart = readCart()
  const lines = linesOf(cart)
  find('#empty').hidden = lines.length > 0
  find('#filled').hidden = lines.length === 0
  find('#lines').replaceChildren(...lines.map(cartLineOf))
  const sums = sumsOf(cart)
  for (const name of ['subtotal', 'discount', 'shipping', 'tax', 'total']) {
    find(`#${name}`).textContent = money(name === 'discount' ? -sums[name] : sums[name])
  }
  find('#discount-row').hidden = sums.discount === 0
  find('#coupon').value = cart.coupon
}

const cartLineOf = ({ product, quantity }) => {
  const row = elementOf(`
    <li class="line">
      <a class="line-picture" href="product.html?id=${product.id}" tabindex="-1" aria-hidden="true">${product.picture}</a>
      <div>
        <h3><a href="product.html?id=${product.id}">${product.name}</a></h3>
        <p class="quiet">${product.variant} · ${quantity} × ${money(product.price)}</p>
        <button type="button" class="button-link" aria-label="Remove ${product.name}">Remove</button>
      </div>
      <p class="price">${money(product.price * quantity)}</p>
    </li>`)
  row.querySelector('button').addEventListener('click', () => {
    const cart = readCart()
    writeCart({ ...cart, lines: cart.lines.filter((line) => line.productId !== product.id) })
    track('Product Removed', { cart_id: cart.id, ...itemOf(product, { quantity }) })
    drawCart()
  })
  return row
}

const showSignUp = () => {
  find('#sign-up-form').addEventListener('submit', (event) => {
    event.preventDefault()
    const user = {
      userId: readUser()?.userId ?? newUserId(),
      firstName: find('#first-name').value.trim(),
      lastName: find('#last-name').value.trim(),
      email: find('#email').value.trim(),
      phone: find('#phone').value.trim(),
    }
    writeUser(user)
    const { userId, ...traits } = user
    identify(userId, { ...traits, createdAt: new Date().toISOString() })
    track('Signed Up', { type: 'organic' })
    find('#sign-up-form').hidden = true
    find('#welcome').hidden = false
    find('#welcome-name').textContent = user.firstName
    find('#welcome').focus()
  })
}

const showOrderDone = () => {
  const order = readOrder()
  if (order === null) {
    find('#order-text').textContent = 'There is no order yet.'
    return
  }
  find('#order-id').textContent = order.orderId
  find('#order-total').textContent = money(order.properties.total)
  find('#order-items').replaceChildren(
    ...order.properties.products.map((item) => {
      const row = document.createElement('li')
      const name = document.createElement('span')
      name.textContent = `${item.quantity} × ${item.name}`
      const price = document.createElement('span')
      price.textContent = money(item.price * item.quantity)
      row.append(name, price)
      return row
    }),
  )
  // A reload of the page must not buy again.
  if (order.isSent) return
  writeOrder({ ...order, isSent: true })
  track('Order Completed', { order_id: order.orderId, ...order.properties })
}

const pages = {
  list: showList,
  product: showProduct,
  cart: showCart,
  'sign-up': showSignUp,
  'order-done': showOrderDone,
}

showHeader()
find('#begin-anew').addEventListener('click', beginAnew)
pages[document.body.dataset.page]()
