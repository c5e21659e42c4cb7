import { MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useState } from 'react'
import { createQueryClient } from './query-client.ts'
import { createScreenRouter } from './router.tsx'
import { theme } from './theme/theme.ts'

/** The practice org's screens, with all they need. */
export function App() {
  const [client] = useState(createQueryClient)
  const [router] = useState(createScreenRouter)
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      // Both would be <style> elements, which the content security policy refuses; the variables are in a stylesheet.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  )
}
