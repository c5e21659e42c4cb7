import { Button } from '@mantine/core'
import { useState } from 'react'
import { Badge } from '../ui/badge.tsx'
import { Card } from '../ui/card.tsx'
import styles from './certificate-card.module.css'

type Props = {
  readonly certificate: string | null
  readonly onChange: (certificate: string | null) => void
}

/** "Use digital signatures": what the assertions of the JWT bearer flow are checked with. */
export function CertificateCard({ certificate, onChange }: Props) {
  const [draft, setDraft] = useState('')
  return (
    <Card
      title="Certificate for JWT bearer"
      about="A client signs its assertion with the private key; here is the certificate, or its public key."
      actions={
        <Badge tone={certificate === null ? 'quiet' : 'good'}>
          {certificate === null ? 'None' : 'Uploaded'}
        </Badge>
      }
    >
      {certificate === null ? (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            onChange(draft.trim())
            setDraft('')
          }}
        >
          <label htmlFor="certificate">Certificate or public key (PEM)</label>
          <textarea
            id="certificate"
            className={styles.text}
            rows={4}
            spellCheck={false}
            placeholder="-----BEGIN CERTIFICATE-----"
            value={draft}
            onChange={({ currentTarget }) => setDraft(currentTarget.value)}
          />
          <Button
            type="submit"
            variant="default"
            className={styles.button ?? ''}
            disabled={!draft.includes('-----BEGIN')}
          >
            Use certificate
          </Button>
        </form>
      ) : (
        <div className={styles.form}>
          <pre className={styles.pem} tabIndex={0} role="region" aria-label="Certificate">
            {certificate}
          </pre>
          <Button variant="default" className={styles.button ?? ''} onClick={() => onChange(null)}>
            Remove certificate
          </Button>
        </div>
      )}
    </Card>
  )
}
