import { useEffect, useState } from 'preact/hooks';
import { parsePlace, type Place } from './place.ts';

/** The current place, which follows the address. */
export function usePlace(): Place {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const follow = (): void => {
      setHash(location.hash);
    };
    window.addEventListener('hashchange', follow);
    return () => {
      window.removeEventListener('hashchange', follow);
    };
  }, []);
  return parsePlace(hash);
}
