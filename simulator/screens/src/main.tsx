import 'virtual:theme-variables.css'
import './theme/mantine.css'
import './theme/tokens.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('index.html holds no #root')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
