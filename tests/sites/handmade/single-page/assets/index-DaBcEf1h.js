const app = document.querySelector('#app')

function show() {
  app.innerHTML = '<nav><a href="/">Home</a> <a href="/cart">Cart</a> <a href="/item/v1.0">Item</a></nav><h1></h1>'
  app.querySelector('h1').textContent = `route ${location.pathname}`
}

app.addEventListener('click', (event) => {
  if (event.target.matches('a')) {
    event.preventDefault()
    history.pushState({}, '', event.target.pathname)
    show()
  }
})
addEventListener('popstate', show)
show()
