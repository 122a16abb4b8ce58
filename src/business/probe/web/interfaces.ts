// Administration and build interfaces by where they usually stand, and by marks that their own pages bear. A path alone shows nothing: many sites
// answer every path with their start page. Marks are of the products' own pages and headers; a page must bear one.

export interface Interface {
  readonly product: string;
  readonly kind: 'build' | 'repository' | 'administration' | 'monitoring' | 'data';
  /** Asked for once each. */
  readonly paths: readonly string[];
  /** The answer shows the product where it has any of these headers, by name and the beginning of the value, */
  readonly headers?: readonly (readonly [string, string])[];
  /** or where its text holds all of one of these lists, in small letters. */
  readonly texts?: readonly (readonly string[])[];
}

export const INTERFACES: readonly Interface[] = [
  { product: 'Jenkins', kind: 'build', paths: ['/login', '/jenkins/login'], headers: [['x-jenkins', '']] },
  { product: 'TeamCity', kind: 'build', paths: ['/login.html'], headers: [['teamcity-node-id', '']], texts: [['<title>', 'teamcity', 'logintoteamcity']] },
  { product: 'Bamboo', kind: 'build', paths: ['/userlogin.action'], texts: [['atlassian bamboo', '<title>']] },
  { product: 'GoCD', kind: 'build', paths: ['/go/auth/login'], texts: [['<title>', 'go</title>', '/go/assets/']] },
  { product: 'Drone', kind: 'build', paths: ['/welcome'], texts: [['<title>drone', '/static/']] },
  { product: 'Buildbot', kind: 'build', paths: ['/'], texts: [['<title>buildbot</title>']] },
  { product: 'Argo CD', kind: 'build', paths: ['/login'], texts: [['<title>argo cd</title>']] },
  { product: 'GitLab', kind: 'repository', paths: ['/users/sign_in'], headers: [['x-gitlab-meta', '']], texts: [['content="gitlab"', 'og:site_name']] },
  { product: 'Gitea or Forgejo', kind: 'repository', paths: ['/user/login'], texts: [['go,git,self-hosted,gitea']] },
  { product: 'Bitbucket Data Center', kind: 'repository', paths: ['/login'], texts: [['log in - bitbucket']] },
  { product: 'Gerrit', kind: 'repository', paths: ['/'], texts: [['<title>gerrit code review</title>']] },
  { product: 'a git directory', kind: 'repository', paths: ['/.git/HEAD'], texts: [['ref: refs/heads/']] },
  { product: 'Nexus Repository', kind: 'repository', paths: ['/', '/nexus/'], headers: [['server', 'nexus/']], texts: [['<title>nexus repository']] },
  {
    product: 'Artifactory',
    kind: 'repository',
    paths: ['/artifactory/api/system/ping', '/ui/login/'],
    headers: [
      ['x-artifactory-id', ''],
      ['x-jfrog-version', ''],
    ],
  },
  { product: 'a container registry', kind: 'repository', paths: ['/v2/'], headers: [['docker-distribution-api-version', 'registry/2']] },
  { product: 'Harbor', kind: 'repository', paths: ['/api/v2.0/systeminfo'], texts: [['"harbor_version"'], ['"auth_mode"', '"has_ca_root"']] },
  { product: 'SonarQube', kind: 'build', paths: ['/api/system/status'], texts: [['"status":', '"version":', '"id":"']] },
  { product: 'Grafana', kind: 'monitoring', paths: ['/login'], texts: [['<title>grafana</title>']] },
  { product: 'Kibana', kind: 'monitoring', paths: ['/api/status', '/'], headers: [['kbn-name', '']] },
  { product: 'Prometheus', kind: 'monitoring', paths: ['/graph'], texts: [['<title>prometheus time series collection and processing server</title>']] },
  { product: 'Elasticsearch', kind: 'data', paths: ['/'], texts: [['"you know, for search"']] },
  { product: 'phpMyAdmin', kind: 'data', paths: ['/phpmyadmin/', '/pma/'], texts: [['<title>phpmyadmin', 'pma_']] },
  { product: 'Adminer', kind: 'data', paths: ['/adminer.php'], texts: [['login - adminer']] },
  { product: 'Tomcat Manager', kind: 'administration', paths: ['/manager/html'], headers: [['www-authenticate', 'basic realm="tomcat manager application"']] },
  { product: 'WordPress administration', kind: 'administration', paths: ['/wp-login.php'], texts: [['id="loginform"', 'wp-submit']] },
  { product: 'Keycloak administration', kind: 'administration', paths: ['/admin/master/console/', '/auth/admin/master/console/'], texts: [['keycloak admin']] },
  {
    product: 'Kubernetes API',
    kind: 'administration',
    paths: ['/version'],
    texts: [['"gitversion"', '"gittreestate"']],
  },
  { product: 'Kubernetes Dashboard', kind: 'administration', paths: ['/', '/dashboard/'], texts: [['<title>kubernetes dashboard</title>']] },
  { product: 'Traefik dashboard', kind: 'administration', paths: ['/dashboard/'], texts: [['<title>traefik']] },
  { product: 'Portainer', kind: 'administration', paths: ['/'], texts: [['<title>portainer</title>'], ['ng-app="portainer"']] },
  { product: 'Rancher', kind: 'administration', paths: ['/dashboard/'], texts: [['<title>rancher</title>']] },
  { product: 'Vault', kind: 'administration', paths: ['/v1/sys/health'], texts: [['"initialized":', '"sealed":', '"standby":']] },
  { product: 'Consul', kind: 'administration', paths: ['/ui/'], texts: [['consul by hashicorp']] },
  { product: 'RabbitMQ management', kind: 'administration', paths: ['/'], texts: [['<title>rabbitmq management</title>']] },
  { product: 'Spring Boot actuator', kind: 'administration', paths: ['/actuator'], texts: [['"_links"', '/actuator/health']] },
  { product: 'Apache server status', kind: 'monitoring', paths: ['/server-status'], texts: [['apache server status for']] },
  {
    product: 'Airflow',
    kind: 'build',
    paths: ['/login/'],
    texts: [['<title>airflow</title>'], ['<title>sign in - airflow</title>'], ['<title>airflow - login</title>']],
  },
];

/** Every path of the list once, in the order of the alphabet. */
export const LISTED_PATHS: readonly string[] = [...new Set(INTERFACES.flatMap(({ paths }) => paths))].toSorted();

/** Products whose marks an answer bears, wherever it was found. Header names in small letters; of the text, what was read of it. */
export function marksOf(headers: readonly (readonly [string, string])[], text: string): readonly string[] {
  const small = text.toLowerCase();
  const bears = ({ headers: wanted = [], texts = [] }: Interface): boolean =>
    wanted.some(([name, begins]) => headers.some(([each, value]) => each === name && value.toLowerCase().startsWith(begins))) ||
    texts.some((pieces) => pieces.every((piece) => small.includes(piece)));
  return INTERFACES.filter(bears).map(({ product }) => product);
}
